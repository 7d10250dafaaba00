package dev.exeat.policy.file;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.PathPattern;
import dev.exeat.policy.Place;
import dev.exeat.policy.PortSet;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Quoted;
import dev.exeat.policy.RequestScope;
import dev.exeat.policy.Rule;
import dev.exeat.policy.RuleEntry;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one item of {@code egress.allow} or {@code egress.deny}: a target as the flags take it, or a mapping. */
final class EntryReader {
    private static final String FORM = "a target such as 'api.example.com' or 'tcp://git.example.com:22', or a mapping";
    private static final int MOST_PROVED_PORTS = 16;
    private static final Map<String, String> NOT_IN_A_DENY = notInADeny();

    private final boolean denies;
    private final Problems problems;
    private final List<Problem> warnings;

    EntryReader(boolean denies, Problems problems, List<Problem> warnings) {
        this.denies = denies;
        this.problems = problems;
        this.warnings = warnings;
    }

    private static Map<String, String> notInADeny() {
        Map<String, String> why = new LinkedHashMap<>();
        why.put("methods", "cannot stand in a deny rule, since TLS would hide the request from it");
        why.put("paths", "cannot stand in a deny rule, since TLS would hide the request from it");
        why.put("scheme", "cannot stand in a deny rule, which refuses whatever the bytes are");
        why.put("private", "cannot stand in a deny rule, which refuses whatever the address is");
        why.put("required", "cannot stand in a deny rule, which nothing can reach");
        return why;
    }

    /** The rule; null when it has a problem, which has been told. */
    @Nullable
    Rule read(YamlNode item, Fields list) {
        return switch (item) {
            case YamlNode.Scalar scalar when scalar.kind() == YamlNode.Kind.TEXT -> target(scalar);
            case YamlNode.Mapping mapping -> mapping(mapping);
            case YamlNode.Scalar other -> mistyped(other, list);
            case YamlNode.Sequence other -> mistyped(other, list);
            case YamlNode.Refused told -> null;
        };
    }

    private @Nullable Rule mistyped(YamlNode item, Fields list) {
        list.mistyped(item, "an item of '" + (denies ? "deny" : "allow") + "'", FORM);
        return null;
    }

    private @Nullable Rule target(YamlNode.Scalar scalar) {
        Place place = scalar.place();
        if (scalar.text().matches("(?i)on|off|yes|no|y|n")) {
            warnings.add(new Problem(
                    "word-name",
                    "'" + scalar.text() + "' is a word for true or false in older YAML, and is read as a name here",
                    "put it in quotes if it is a name",
                    place));
        }
        return take(RuleEntry.of(effect(false), scalar.text(), place.toString()).rule(), place);
    }

    private Rule.Effect effect(boolean special) {
        return denies ? Rule.Effect.DENY : special ? Rule.Effect.ALLOW_PRIVATE : Rule.Effect.ALLOW;
    }

    private @Nullable Rule mapping(YamlNode.Mapping mapping) {
        Fields fields = denies
                ? new Fields(mapping, Keys.DENY_ENTRY, NOT_IN_A_DENY, problems)
                : new Fields(mapping, Keys.ENTRY, Map.of(), problems);
        YamlNode.Scalar target = target(fields);
        fields.text("description", "a text");
        boolean tcp = tcp(fields);
        PortSet ports = ports(fields);
        RequestScope requests = new RequestScope(methods(fields), paths(fields));
        LocalDate expires = expires(fields);
        boolean special = fields.truth("private");
        boolean required = fields.truth("required");
        if (target == null) {
            return null;
        }
        Rule rule = take(
                new RuleEntry(
                                effect(special),
                                target.text(),
                                tcp,
                                ports,
                                requests,
                                expires,
                                required,
                                mapping.place().toString())
                        .rule(),
                target.place());
        return rule == null || !agrees(rule, fields, target) ? null : rule;
    }

    private YamlNode.@Nullable Scalar target(Fields fields) {
        boolean both = fields.has("host") && fields.has("cidr");
        boolean none = !fields.has("host") && !fields.has("cidr");
        boolean told = fields.mapping().entries().stream()
                .anyMatch(entry -> Keys.UNSUPPORTED.containsKey(entry.key().text()));
        if (both || (none && !told)) {
            problems.add(
                    fields.mapping().place(),
                    "rule-target",
                    both ? "the rule has both 'host' and 'cidr'" : "the rule has neither 'host' nor 'cidr'",
                    "write one of the two");
        }
        YamlNode.Scalar host = fields.text("host", "a name or a pattern");
        YamlNode.Scalar block = fields.text("cidr", "a block such as '192.0.2.0/24'");
        return both ? null : host == null ? block : host;
    }

    private boolean tcp(Fields fields) {
        YamlNode.Scalar scheme = fields.text("scheme", "'tcp' or 'web'");
        if (scheme == null) {
            return false;
        }
        if (!scheme.text().equals("tcp") && !scheme.text().equals("web")) {
            problems.add(
                    scheme.place(),
                    "scheme-unknown",
                    "scheme " + Quoted.of(scheme.text()) + " is not known",
                    "write 'tcp' for any bytes, or 'web' for TLS and HTTP, which is what holds without it");
        }
        return scheme.text().equals("tcp");
    }

    private @Nullable PortSet ports(Fields fields) {
        PortSet all = PortSet.NONE;
        for (YamlNode.Scalar port : fields.someScalars("ports", "ports and ranges", true)) {
            PortSet some = take(RuleEntry.parsePorts(port.text()), port.place());
            all = some == null ? all : all.plus(some);
        }
        return all.isEmpty() ? null : all;
    }

    private Set<String> methods(Fields fields) {
        Set<String> methods = new LinkedHashSet<>();
        for (YamlNode.Scalar method : fields.someScalars("methods", "methods such as GET", false)) {
            if (method.text().matches("[A-Z][A-Z0-9_-]{0,31}")) {
                methods.add(method.text());
            } else {
                problems.add(
                        method.place(),
                        "method-form",
                        "method " + Quoted.of(method.text()) + " is not a word in capitals, as methods are sent",
                        "write for example 'GET'");
            }
        }
        return methods;
    }

    private List<PathPattern> paths(Fields fields) {
        List<PathPattern> paths = new ArrayList<>();
        for (YamlNode.Scalar path : fields.someScalars("paths", "paths such as /v1/**", false)) {
            PathPattern pattern = take(PathPattern.parse(path.text()), path.place());
            if (pattern != null) {
                paths.add(pattern);
            }
        }
        return paths;
    }

    private @Nullable LocalDate expires(Fields fields) {
        YamlNode.Scalar date = fields.text("expires", "a date such as 2027-01-31");
        if (date == null) {
            return null;
        }
        try {
            if (date.text().matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return LocalDate.parse(date.text(), DateTimeFormatter.ISO_LOCAL_DATE);
            }
        } catch (DateTimeParseException noSuchDay) {
            // told below
        }
        problems.add(
                date.place(),
                "date-form",
                Quoted.of(date.text()) + " is not a day of the calendar",
                "write it as 2027-01-31");
        return null;
    }

    /** Whether the fields of the rule go together. */
    private boolean agrees(Rule rule, Fields fields, YamlNode.Scalar target) {
        List<Problem> found = new ArrayList<>();
        boolean names = rule.scope() instanceof Rule.Scope.Names;
        if (names != fields.has("host")) {
            found.add(new Problem(
                    "rule-target",
                    Quoted.of(target.text())
                            + (names
                                    ? " is a name, and 'cidr' is for blocks"
                                    : " is an address, and 'host' is for names"),
                    names ? "write it after 'host'" : "write it after 'cidr'"));
        }
        if (fields.has("scheme") && rule.anyBytes() && target.text().startsWith("tcp://") && !tcpSaid(fields)) {
            found.add(new Problem(
                    "rule-scheme", "the host says 'tcp://' and the scheme says 'web'", "write one of the two"));
        }
        if (rule.anyBytes() && rule.requests().isNarrow()) {
            found.add(new Problem(
                    "request-tcp",
                    "the rule is about requests and lets any bytes pass, which hides them",
                    "leave 'methods' and 'paths' out, or the scheme"));
        }
        found.addAll(required(rule));
        problems.addAll(target.place(), found);
        if (found.isEmpty() && rule.requests().isNarrow() && rule.ports().contains(443)) {
            warnings.add(new Problem(
                    "request-hidden",
                    "the rule is about requests, and on port 443 TLS hides them: it allows nothing there",
                    "write 'ports: [80]', or leave 'methods' and 'paths' out",
                    target.place()));
        }
        return found.isEmpty();
    }

    private static boolean tcpSaid(Fields fields) {
        return fields.node("scheme") instanceof YamlNode.Scalar scheme
                && scheme.text().equals("tcp");
    }

    private static List<Problem> required(Rule rule) {
        if (!rule.required()) {
            return List.of();
        }
        if (!(rule.scope() instanceof Rule.Scope.Names(var pattern)) || pattern.isWildcard()) {
            return List.of(new Problem(
                    "required-target",
                    "only a name without a wildcard can be required, since the start must reach it",
                    "leave 'required' out, or name one host"));
        }
        int count = rule.ports().ranges().stream()
                .mapToInt(range -> range.last() - range.first() + 1)
                .sum();
        return count <= MOST_PROVED_PORTS
                ? List.of()
                : List.of(new Problem(
                        "required-ports",
                        "a required rule has " + count + " ports, and the start proves at most " + MOST_PROVED_PORTS,
                        "make a rule of its own for the ports that are required"));
    }

    private <T> @Nullable T take(Parsed<T> parsed, Place place) {
        problems.addAll(place, parsed.problems());
        return parsed instanceof Parsed.Ok<T>(T value) ? value : null;
    }
}
