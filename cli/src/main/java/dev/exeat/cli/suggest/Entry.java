package dev.exeat.cli.suggest;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.PortSet;
import dev.exeat.policy.RequestScope;
import dev.exeat.policy.Rule;
import dev.exeat.policy.RuleEntry;
import dev.exeat.policy.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One item of {@code egress.allow}.
 *
 * @param target an exact name or one address
 * @param ports which ports
 * @param anyBytes whether any bytes may pass on them, else TLS and HTTP
 * @param special whether the name may have special-purpose addresses
 */
record Entry(Target target, PortSet ports, boolean anyBytes, boolean special) {
    /** What YAML takes for a text without quotes: the last label of most names has nothing but letters. */
    private static final String PLAIN = "[a-z0-9_][a-z0-9_.-]*\\.(?:[a-z]+|xn--[a-z0-9-]+)";

    /** Whether a rule can say it. */
    boolean isRule() {
        Rule.Effect effect = special ? Rule.Effect.ALLOW_PRIVATE : Rule.Effect.ALLOW;
        return new RuleEntry(effect, host(), anyBytes, ports, RequestScope.ALL, null, false, "suggested")
                .rule()
                .isOk();
    }

    /** The item as lines of YAML, the first without its dash. */
    List<String> lines() {
        boolean named = target instanceof Target.Name;
        if (named && !special && ports.equals(PortSet.WEB) && !anyBytes) {
            return List.of(quoted(host(), host()));
        }
        if (named && !special && ports.ranges().size() == 1) {
            return List.of(quoted(host(), (anyBytes ? "tcp://" : "") + host() + ":" + ports));
        }
        List<String> lines = new ArrayList<>();
        lines.add((named ? "host: " : "cidr: ") + quoted(host(), host()));
        if (!named || anyBytes || !ports.equals(PortSet.WEB)) {
            lines.add("ports: "
                    + ports.ranges().stream().map(PortSet.Range::toString).collect(Collectors.joining(", ", "[", "]")));
        }
        if (anyBytes) {
            lines.add("scheme: tcp");
        }
        // a literal is opened by the rule for its block
        if (special && named) {
            lines.add("private: true");
        }
        return lines;
    }

    private String host() {
        return switch (target) {
            case Target.Name(HostName name) -> name.ascii();
            case Target.Literal(IpAddress address) ->
                address + "/" + address.family().bits();
        };
    }

    private static String quoted(String host, String text) {
        return host.matches(PLAIN) || host.matches("[0-9.]+/32") ? text : '"' + text + '"';
    }

    /** The item for a program. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(target instanceof Target.Name ? "host" : "cidr", host());
        json.put("ports", ports.toString());
        json.put("anyBytes", anyBytes);
        json.put("private", special && target instanceof Target.Name);
        return json;
    }
}
