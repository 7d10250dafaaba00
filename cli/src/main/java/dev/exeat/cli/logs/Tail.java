package dev.exeat.cli.logs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/** Passes on the last lines of what is there, and everything that comes after. */
public final class Tail {
    private final int most;
    private final Predicate<String> sink;
    private final Deque<String> kept = new ArrayDeque<>();
    private boolean released;

    /**
     * A tail of at most this many lines.
     *
     * @param sink takes a line; false means that nobody reads on
     */
    public Tail(int most, Predicate<String> sink) {
        this.most = most;
        this.sink = sink;
        this.released = most == Integer.MAX_VALUE;
    }

    /** Takes a line; false when nobody reads on. */
    public boolean take(String line) {
        if (released) {
            return sink.test(line);
        }
        kept.add(line);
        if (kept.size() > most) {
            kept.remove();
        }
        return true;
    }

    /** Passes on what was kept: what comes from now on is new. */
    public boolean release() {
        released = true;
        boolean read = kept.stream().allMatch(sink);
        kept.clear();
        return read;
    }
}
