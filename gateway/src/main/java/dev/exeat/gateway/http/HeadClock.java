package dev.exeat.gateway.http;

/**
 * How long a client has been taking for the head that it is sending. It starts again with each head, and stands still while the client
 * is not read, since that time is not the client's. Times are nanoseconds of {@link System#nanoTime}.
 */
public final class HeadClock {
    private int head;
    private long spent;
    private long since;
    private boolean runs;

    /**
     * Takes in how things are from {@code now} on.
     *
     * @param begun as {@link HttpConversation#headsBegun} says
     * @param reading whether part of a head has come and the rest is being read
     */
    public void watch(int begun, boolean reading, long now) {
        spent = begun == head ? elapsed(now) : 0;
        head = begun;
        runs = reading;
        since = now;
    }

    /** The time that the newest head has taken. */
    public long elapsed(long now) {
        return spent + (runs ? now - since : 0);
    }
}
