package dev.exeat.policy;

import org.jspecify.annotations.Nullable;

/**
 * What was decided, why and by which rule.
 *
 * @param verdict allow or deny
 * @param reason why it was denied; null if and only if it was allowed
 * @param rule the rule that decided; null when the floor or the profile's default did
 */
public record Decision(
        Verdict verdict,
        @Nullable DenyReason reason,
        @Nullable Rule rule) {
    public Decision {
        if ((verdict == Verdict.ALLOW) != (reason == null)) {
            throw new IllegalArgumentException("a denial has a reason, an allowance has none");
        }
    }

    /** Allowed by a rule, or by the profile's default when it is null. */
    public static Decision allow(@Nullable Rule rule) {
        return new Decision(Verdict.ALLOW, null, rule);
    }

    /** Denied by no rule in particular. */
    public static Decision deny(DenyReason reason) {
        return new Decision(Verdict.DENY, reason, null);
    }

    /** Denied, with the rule that denies it or that would have allowed it on another port. */
    public static Decision deny(DenyReason reason, @Nullable Rule rule) {
        return new Decision(Verdict.DENY, reason, rule);
    }

    /** Whether the verdict is {@link Verdict#ALLOW}. */
    public boolean allowed() {
        return verdict == Verdict.ALLOW;
    }

    /** The reason's id; {@code allowed} for an allowance. */
    public String reasonId() {
        return reason == null ? "allowed" : reason.id();
    }
}
