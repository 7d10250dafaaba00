package dev.exeat.policy.file;

import dev.exeat.policy.HostPort;
import dev.exeat.policy.PathPattern;
import dev.exeat.policy.PortSet;
import dev.exeat.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes several documents as one that says the same, each rule with a comment that says where it comes from. */
public final class PolicyWriter {
    private final StringBuilder out = new StringBuilder("version: 1\n");

    private PolicyWriter() {}

    /** The text of a policy file; {@link PolicyReader} reads the same rules and settings from it. */
    public static String write(List<PolicyDocument> documents) {
        EffectivePolicy together = new EffectivePolicy(
                dev.exeat.policy.Policy.of(
                                documents.stream().map(PolicyDocument::layer).toList())
                        .orElseThrow(),
                documents,
                List.of());
        return new PolicyWriter().text(together);
    }

    private String text(EffectivePolicy policy) {
        if (policy.documents().stream().anyMatch(document -> document.profile() != null)) {
            out.append("profile: ").append(policy.policy().profile().id()).append('\n');
        }
        List<Placed<Rule>> rules = policy.documents().stream()
                .flatMap(document -> document.rules().stream())
                .toList();
        rules(rules);
        hosts(rules);
        List<String> publish = policy.publish().stream().map(Placed::value).toList();
        list("", "publish", publish);
        dns(policy);
        if (policy.connections() != null) {
            out.append("limits: { connections: ").append(policy.connections()).append(" }\n");
        }
        return out.toString();
    }

    private void rules(List<Placed<Rule>> rules) {
        List<Placed<Rule>> allows = rules.stream()
                .filter(rule -> rule.value().effect() == Rule.Effect.ALLOW
                        || rule.value().effect() == Rule.Effect.ALLOW_PRIVATE)
                .toList();
        List<Placed<Rule>> denies = rules.stream()
                .filter(rule -> rule.value().effect() == Rule.Effect.DENY)
                .toList();
        if (!allows.isEmpty() || !denies.isEmpty()) {
            out.append("egress:\n");
        }
        rules("allow", allows);
        rules("deny", denies);
    }

    private void rules(String key, List<Placed<Rule>> rules) {
        if (!rules.isEmpty()) {
            out.append("  ").append(key).append(":\n");
        }
        for (Placed<Rule> rule : rules) {
            String fields = String.join(", ", fields(rule.value()));
            out.append("    - { ")
                    .append(fields)
                    .append(" } # ")
                    .append(rule.value().origin())
                    .append('\n');
        }
    }

    private static List<String> fields(Rule rule) {
        List<String> fields = new ArrayList<>();
        switch (rule.scope()) {
            case Rule.Scope.Names(var pattern) -> fields.add("host: " + quoted(pattern.toString()));
            case Rule.Scope.Addresses(var block) -> fields.add("cidr: " + quoted(block.toString()));
        }
        fields.add("ports: "
                + quoted(rule.ports().ranges().stream()
                        .map(PortSet.Range::toString)
                        .toList()));
        if (rule.anyBytes() && rule.effect() != Rule.Effect.DENY) {
            fields.add("scheme: tcp");
        }
        if (!rule.requests().methods().isEmpty()) {
            fields.add("methods: "
                    + quoted(rule.requests().methods().stream().sorted().toList()));
        }
        if (!rule.requests().paths().isEmpty()) {
            fields.add("paths: "
                    + quoted(rule.requests().paths().stream()
                            .map(PathPattern::toString)
                            .toList()));
        }
        if (rule.effect() == Rule.Effect.ALLOW_PRIVATE) {
            fields.add("private: true");
        }
        if (rule.required()) {
            fields.add("required: true");
        }
        if (rule.expires() != null) {
            fields.add("expires: " + rule.expires());
        }
        return fields;
    }

    private void hosts(List<Placed<Rule>> rules) {
        list(
                "",
                "host",
                rules.stream()
                        .filter(rule -> rule.value().effect() == Rule.Effect.HOST_SERVICE)
                        .map(rule -> rule.value().ports().toString())
                        .distinct()
                        .toList());
    }

    private void dns(EffectivePolicy policy) {
        boolean named = policy.documents().stream().anyMatch(document -> document.upstreams() != null);
        if (!named && policy.queriesPerMinute() == null) {
            return;
        }
        out.append("dns:\n");
        if (named) {
            List<String> servers =
                    policy.upstreams().stream().map(HostPort::toString).toList();
            list("  ", "upstream", servers.isEmpty() ? List.of("system") : servers);
        }
        if (policy.queriesPerMinute() != null) {
            out.append("  queries-per-minute: ")
                    .append(policy.queriesPerMinute())
                    .append('\n');
        }
    }

    private void list(String indent, String key, List<String> values) {
        if (!values.isEmpty()) {
            out.append(indent).append(key).append(":\n");
            values.forEach(value ->
                    out.append(indent).append("  - ").append(quoted(value)).append('\n'));
        }
    }

    private static String quoted(List<String> values) {
        return values.stream().map(PolicyWriter::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Single quotes, in which YAML knows no escape but the doubled quote. */
    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
