package dev.exeat.policy;

import java.util.Comparator;

/**
 * Where something was written.
 *
 * @param file the file's name as its user gave it
 * @param line 1 for the first
 * @param column 1 for the first character
 */
public record Place(String file, int line, int column) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::file).thenComparingInt(Place::line).thenComparingInt(Place::column);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    /** {@code exeat.yaml:7:7}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
