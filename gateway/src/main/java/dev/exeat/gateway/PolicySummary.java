package dev.exeat.gateway;

import dev.exeat.policy.Policy;
import dev.exeat.policy.Rule;

/**
 * A policy in a few words for the journal.
 *
 * @param profile the profile's name
 * @param allowed how many rules allow something; the two names of a host port are one
 * @param denied how many deny
 */
record PolicySummary(String profile, long allowed, long denied) {
    static PolicySummary of(Policy policy) {
        long denied = policy.rules().stream()
                .filter(rule -> rule.effect() == Rule.Effect.DENY)
                .count();
        long hosts = policy.rules().stream()
                .filter(rule -> rule.effect() == Rule.Effect.HOST_SERVICE)
                .count();
        return new PolicySummary(policy.profile().id(), policy.rules().size() - denied - hosts / 2, denied);
    }

    /** {@code profile strict, 2 allowed, 1 denied}. */
    String text() {
        return "profile " + profile + ", " + allowed + " allowed, " + denied + " denied";
    }
}
