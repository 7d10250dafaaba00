package dev.exeat.gateway;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether the process that guards the walls gave a sign of life lately. Safe for threads. */
final class Heartbeat {
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private volatile long last;

    Heartbeat(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    void beat() {
        last = nanoTime.getAsLong();
    }

    boolean isAlive() {
        return nanoTime.getAsLong() - last < LIMIT.toNanos();
    }
}
