package dev.exeat.gateway.flow;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes all relays together hold for slow readers. Above the limit each direction of a connection may hold one small
 * buffer only, so that the memory is bounded and no connection starves because others are slow.
 */
final class BufferBudget {
    static final int SMALLEST_BUFFER = 16 * 1024;
    static final int LARGEST_BUFFER = 1024 * 1024;

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /** A budget of {@code limit} bytes. */
    BufferBudget(long limit) {
        this.limit = limit;
    }

    void take(int bytes) {
        held.addAndGet(bytes);
    }

    void give(int bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }

    /** Whether connections must make do with the small buffer. */
    boolean isTight() {
        return held.get() >= limit;
    }
}
