package dev.exeat.gateway;

import dev.exeat.policy.Policy;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The policy in force: the one that was adopted last, as it is today. Safe for threads. */
final class PolicyOfTheDay {
    /** Today by this machine's clock. */
    static final Supplier<LocalDate> UTC = () -> LocalDate.now(ZoneOffset.UTC);

    private static final int LOOK_SECONDS = 20;

    private final Supplier<LocalDate> clock;
    private final Runnable changed;
    private Policy adopted;
    private LocalDate day;
    private volatile Policy now;

    /**
     * Begins with a policy.
     *
     * @param changed called after each change, to end what is not allowed any more
     */
    PolicyOfTheDay(Policy policy, Supplier<LocalDate> clock, Runnable changed) {
        this.clock = clock;
        this.changed = changed;
        this.adopted = policy;
        this.day = clock.get();
        this.now = policy.at(day);
    }

    Policy now() {
        return now;
    }

    /** Puts another policy in force. */
    synchronized void adopt(Policy policy) {
        adopted = policy;
        day = clock.get();
        now = policy.at(day);
        changed.run();
    }

    /** Takes a new day into account, if it is one. */
    synchronized void look() {
        if (!clock.get().equals(day)) {
            adopt(adopted);
        }
    }

    /** Looks for a new day three times a minute, until it is closed. */
    AutoCloseable watchDays(EventLoop loop) {
        ScheduledFuture<?> looking =
                loop.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return () -> looking.cancel(false);
    }
}
