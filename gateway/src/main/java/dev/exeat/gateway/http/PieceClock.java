package dev.exeat.gateway.http;

/**
 * How long a side has been taking for the piece of a message that it is sending. It starts again with each piece, and stands still while
 * the side is not read, since that time is not the side's. Times are nanoseconds of {@link System#nanoTime}.
 */
public final class PieceClock {
    private long piece;
    private long spent;
    private long since;
    private boolean runs;

    /**
     * Takes in how things are from {@code now} on.
     *
     * @param begun how many pieces have begun; another number is another piece
     * @param reading whether one is expected to go on, and is being read
     */
    public void watch(long begun, boolean reading, long now) {
        spent = begun == piece ? elapsed(now) : 0;
        piece = begun;
        runs = reading;
        since = now;
    }

    /** The time that the newest piece has taken. */
    public long elapsed(long now) {
        return spent + (runs ? now - since : 0);
    }
}
