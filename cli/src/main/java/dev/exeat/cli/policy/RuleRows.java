package dev.exeat.cli.policy;

import dev.exeat.policy.HostName;
import dev.exeat.policy.PathPattern;
import dev.exeat.policy.Policy;
import dev.exeat.policy.ReservedNames;
import dev.exeat.policy.Rule;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of a policy as rows of a table and as JSON. */
public final class RuleRows {
    private RuleRows() {}

    /** Every rule once: the second name of a host port is left out. Denies come first, since they count first. */
    public static List<Rule> of(Policy policy) {
        return policy.rules().stream()
                .filter(rule -> !isSecondName(rule))
                .sorted((one, other) -> Boolean.compare(isDeny(other), isDeny(one)))
                .toList();
    }

    private static boolean isDeny(Rule rule) {
        return rule.effect() == Rule.Effect.DENY;
    }

    private static boolean isSecondName(Rule rule) {
        HostName second = ReservedNames.HOST_DOCKER;
        return rule.effect() == Rule.Effect.HOST_SERVICE
                && rule.scope() instanceof Rule.Scope.Names(var pattern)
                && pattern.matches(second);
    }

    /** {@code allow}, {@code allow-private}, {@code deny} or {@code host}. */
    public static String effect(Rule rule) {
        return switch (rule.effect()) {
            case ALLOW -> "allow";
            case ALLOW_PRIVATE -> "allow-private";
            case DENY -> "deny";
            case HOST_SERVICE -> "host";
            case PROBE, DOOR -> "probe";
        };
    }

    /** The pattern or the block. */
    public static String target(Rule rule) {
        return switch (rule.scope()) {
            case Rule.Scope.Names(var pattern) -> pattern.toString();
            case Rule.Scope.Addresses(var block) -> block.toString();
        };
    }

    /** The ports; {@code any} for all of them. */
    public static String ports(Rule rule) {
        String ports = rule.ports().toString();
        return ports.equals("1-65535") ? "any" : ports;
    }

    /** What else the rule says, in a few words. */
    public static String notes(Rule rule, LocalDate today) {
        StringBuilder notes = new StringBuilder();
        if (!isDeny(rule)) {
            notes.append(rule.anyBytes() ? "any bytes" : "TLS, HTTP");
        }
        if (rule.requests().isNarrow()) {
            notes.append(", ").append(rule.requests());
        }
        if (rule.required()) {
            notes.append(", required");
        }
        if (rule.expires() != null) {
            notes.append(rule.countsOn(today) ? ", until " : ", EXPIRED ").append(rule.expires());
        }
        return notes.toString();
    }

    /** The rule as a JSON object. */
    public static Map<String, Object> json(Rule rule, LocalDate today) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("effect", effect(rule));
        json.put("target", target(rule));
        json.put("ports", rule.ports().toString());
        json.put("anyBytes", rule.anyBytes());
        json.put("methods", rule.requests().methods().stream().sorted().toList());
        json.put(
                "paths",
                rule.requests().paths().stream().map(PathPattern::toString).toList());
        json.put("required", rule.required());
        if (rule.expires() != null) {
            json.put("expires", rule.expires().toString());
        }
        json.put("counts", rule.countsOn(today));
        json.put("origin", rule.origin());
        return json;
    }
}
