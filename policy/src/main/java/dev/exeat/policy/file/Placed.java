package dev.exeat.policy.file;

import dev.exeat.policy.Place;

/**
 * A value and where it was written.
 *
 * @param <T> what it is
 */
public record Placed<T>(T value, Place place) {}
