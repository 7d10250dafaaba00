package dev.exeat.gateway.audit;

import java.util.function.LongSupplier;

/** So many lines at once, and so many a second after that. Guarded by the journal's lock. */
final class LineBudget {
    private static final long SECOND = 1_000_000_000;

    private final int most;
    private final int perSecond;
    private final LongSupplier nanoTime;
    private long left;
    private long filledAt;

    LineBudget(int most, int perSecond, LongSupplier nanoTime) {
        this.most = most;
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.left = most;
        this.filledAt = nanoTime.getAsLong();
    }

    /** Takes one; false when none is left. */
    boolean take() {
        long seconds = (nanoTime.getAsLong() - filledAt) / SECOND;
        filledAt += seconds * SECOND;
        left = Math.min(most, left + seconds * perSecond);
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
