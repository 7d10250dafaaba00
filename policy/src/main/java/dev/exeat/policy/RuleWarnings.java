package dev.exeat.policy;

import java.util.List;

/** What a user should know about a rule that was accepted. */
public final class RuleWarnings {
    private RuleWarnings() {}

    /** What there is to say of the rule; none for most. */
    public static List<Problem> of(Rule rule) {
        if (rule.effect() == Rule.Effect.DENY) {
            return List.of();
        }
        return switch (rule.scope()) {
            case Rule.Scope.Names(DomainPattern pattern) -> pattern.warnings();
            case Rule.Scope.Addresses(AddressBlock block) -> isWide(block) ? List.of(wide(block)) : List.of();
        };
    }

    private static boolean isWide(AddressBlock block) {
        return block.prefix() < (block.base().family() == Family.V4 ? 8 : 16);
    }

    private static Problem wide(AddressBlock block) {
        return new Problem(
                "block-wide",
                "block '" + block + "' is a large part of all addresses",
                "name the blocks that are needed");
    }
}
