package dev.exeat.gateway;

import dev.exeat.policy.Policy;
import java.time.LocalDate;

/** The gateway's policy of the day, with days that a test of another package says. */
public final class PolicyDays {
    private final PolicyOfTheDay policies;
    private volatile LocalDate today;

    /** Begins on a day; {@code changed} is called after each change. */
    public PolicyDays(Policy policy, LocalDate first, Runnable changed) {
        this.today = first;
        this.policies = new PolicyOfTheDay(policy, () -> today, changed);
    }

    /** The policy in force. */
    public Policy now() {
        return policies.now();
    }

    /** It becomes another day, and the gateway looks at the calendar. */
    public void become(LocalDate day) {
        today = day;
        policies.look();
    }
}
