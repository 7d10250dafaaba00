package dev.exeat.policy;

import java.util.Set;

/** Names with a meaning that is not the public DNS's: RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476 and ICANN's {@code .internal}. */
final class SpecialNames {
    private static final Set<String> NEVER = Set.of("onion", "invalid");
    private static final Set<String> BY_RULE_ONLY =
            Set.of("local", "internal", "home.arpa", "alt", "localhost", "test");

    private SpecialNames() {}

    /** Whether no rule can allow the name. */
    static boolean isNever(HostName name) {
        return NEVER.contains(name.labels().getLast());
    }

    /** Whether the name is loopback, RFC 6761 section 6.3. */
    static boolean isLocalhost(HostName name) {
        return name.labels().getLast().equals("localhost");
    }

    /** Whether a permissive profile's default is not enough for the name: it needs a rule, as every single label does. */
    static boolean needsRule(HostName name) {
        var labels = name.labels();
        int count = labels.size();
        return count == 1
                || BY_RULE_ONLY.contains(labels.getLast())
                || BY_RULE_ONLY.contains(labels.get(count - 2) + "." + labels.get(count - 1));
    }
}
