package dev.exeat.gateway.flow;

import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The connections of a sandbox that are open or being dialled, with what keeps each allowed, and their limit. */
public final class LiveConnections {
    private final int limit;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<Long, Live> live = new ConcurrentHashMap<>();
    private volatile boolean ending;

    /** At most {@code limit} at a time. */
    public LiveConnections(int limit) {
        this.limit = limit;
    }

    private record Live(BooleanSupplier allowed, LiveConnection connection) {}

    /** Takes a place, which {@link #leavesWith} gives back; false when there is none. */
    boolean enter() {
        if (count.incrementAndGet() <= limit) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    /** Takes in the connection {@code flow}, which may go on as long as {@code allowed} says so. */
    void live(long flow, BooleanSupplier allowed, LiveConnection connection) {
        live.put(flow, new Live(allowed, connection));
        if (ending) {
            connection.abort(RelayEnd.STOPPED);
            return;
        }
        // the policy may have changed since it was dialled
        endIfRevoked(live.get(flow));
    }

    /** Has {@code flow} give its place back when its client is gone. */
    void leavesWith(EpollSocketChannel client, long flow) {
        var _ = client.closeFuture().addListener(closed -> leaveOnceHeard(client, flow));
    }

    /** What the handlers record of the end comes first: they hear of it before the channel is taken from its loop, and after it is closed. */
    private void leaveOnceHeard(EpollSocketChannel client, long flow) {
        if (client.isRegistered()) {
            client.eventLoop().execute(() -> leaveOnceHeard(client, flow));
        } else {
            live.remove(flow);
            count.decrementAndGet();
        }
    }

    int size() {
        return count.get();
    }

    /** Resets every connection that is not allowed any more, and no other; to be called when the policy has changed. */
    public void endRevoked() {
        live.values().forEach(LiveConnections::endIfRevoked);
    }

    private static void endIfRevoked(@Nullable Live one) {
        if (one != null && !one.allowed().getAsBoolean()) {
            one.connection().abort(RelayEnd.REVOKED);
        }
    }

    /**
     * Waits until what a sandbox that has ended had sent is delivered: as long as something still moves.
     *
     * @param stall so long nothing may move
     * @param most so long it may take in all
     */
    public void drain(Duration stall, Duration most) {
        long begin = System.nanoTime();
        long last = begin;
        long before = -1;
        while (!isDelivered()) {
            long now = System.nanoTime();
            long moved = live.values().stream()
                            .mapToLong(one -> one.connection().moved())
                            .sum()
                    - count.get();
            if (moved != before) {
                before = moved;
                last = now;
            }
            if (now - last > stall.toNanos() || now - begin > most.toNanos()) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A connection that has a place and does not live yet is being dialled: its bytes are still to come. */
    private boolean isDelivered() {
        return live.size() >= count.get()
                && live.values().stream().allMatch(one -> one.connection().isDelivered());
    }

    /** Waits until no connection is left, at most {@code milliseconds}. */
    public void awaitNone(long milliseconds) {
        long deadline = System.nanoTime() + milliseconds * 1_000_000;
        while (count.get() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Resets every connection, and each that comes up from now on. */
    public void endAll() {
        ending = true;
        live.values().forEach(one -> one.connection().abort(RelayEnd.STOPPED));
    }
}
