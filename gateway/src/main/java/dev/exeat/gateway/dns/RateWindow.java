package dev.exeat.gateway.dns;

import java.time.Duration;
import java.util.function.LongSupplier;

/** At most so many events in any span of so long: exact, and of fixed size. Safe for several threads. */
final class RateWindow {
    private final long[] times;
    private final long span;
    private final LongSupplier nanoTime;
    private int taken;

    RateWindow(int most, Duration span, LongSupplier nanoTime) {
        this.times = new long[most];
        this.span = span.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Takes one, or says that there is none left. What was refused does not count. */
    synchronized boolean take() {
        long now = nanoTime.getAsLong();
        int slot = taken % times.length;
        if (taken >= times.length && now - times[slot] < span) {
            return false;
        }
        times[slot] = now;
        // stays at or above the length once it got there, without ever overflowing
        taken = taken + 1 == 2 * times.length ? times.length : taken + 1;
        return true;
    }
}
