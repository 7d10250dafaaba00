package dev.exeat.gateway.flow;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the sides of an HTTP connection may take. Only what is owed has a time: an answer may begin as late as it likes, and a stream,
 * which is a body of unknown length or what follows a 101, may pause for as long as its connection lives.
 *
 * @param head a request's head, from its first byte on
 * @param piece the next KiB of a body whose length is known, or the rest of an answer's head; while it is being read
 * @param idle a connection between two requests
 * @param look how often it is looked whether one of these has passed
 * @param now nanoseconds, as {@link System#nanoTime} gives them
 */
public record HttpTimes(Duration head, Duration piece, Duration idle, Duration look, LongSupplier now) {
    /** Long for a busy machine and a bad line, short for whoever only holds a place. */
    public static final HttpTimes USUAL = new HttpTimes(
            Opening.Times.USUAL.whole(),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofSeconds(5),
            System::nanoTime);
}
