package dev.exeat.gateway.flow;

/** The memory that all relays of a gateway share. */
public final class RelayMemory {
    private static final long MOST = 64L * 1024 * 1024;

    private final BufferBudget budget;
    private final RelayBuffers buffers;

    private RelayMemory(long limit) {
        this.budget = new BufferBudget(limit);
        this.buffers = new RelayBuffers(budget);
    }

    /** Relays hold at most {@code bytes}, and one small buffer a direction on top. */
    public static RelayMemory of(long bytes) {
        return new RelayMemory(bytes);
    }

    /** A quarter of what this Java may use, at most 64 MiB. */
    public static RelayMemory usual() {
        return of(Math.min(MOST, Runtime.getRuntime().maxMemory() / 4));
    }

    BufferBudget budget() {
        return budget;
    }

    RelayBuffers buffers() {
        return buffers;
    }
}
