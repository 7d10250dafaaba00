package dev.exeat.gateway.flow;

import dev.exeat.policy.Rule;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The connections of a sandbox that are open or being dialled, with the rule that each lives by, and their limit. */
public final class LiveConnections {
    private final int limit;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<Long, Live> live = new ConcurrentHashMap<>();

    /** At most {@code limit} at a time. */
    public LiveConnections(int limit) {
        this.limit = limit;
    }

    private record Live(@Nullable Rule rule, Consumer<RelayEnd> end) {}

    /** Takes a place, which {@link #leave} gives back; false when there is none. */
    boolean enter() {
        if (count.incrementAndGet() <= limit) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    /** Says what the connection {@code flow} lives by and how it is ended. */
    void live(long flow, @Nullable Rule rule, Consumer<RelayEnd> end) {
        live.put(flow, new Live(rule, end));
    }

    void leave(long flow) {
        live.remove(flow);
        count.decrementAndGet();
    }

    int size() {
        return count.get();
    }

    /** Resets every connection that lives by a rule which {@code which} names. */
    public void endThoseOf(Predicate<Rule> which) {
        live.values().forEach(connection -> {
            if (connection.rule() != null && which.test(connection.rule())) {
                connection.end().accept(RelayEnd.REVOKED);
            }
        });
    }

    /** Waits until no connection is left, at most {@code milliseconds}. */
    public void awaitNone(long milliseconds) {
        long deadline = System.nanoTime() + milliseconds * 1_000_000;
        while (count.get() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Resets every connection. */
    public void endAll() {
        live.values().forEach(connection -> connection.end().accept(RelayEnd.STOPPED));
    }
}
