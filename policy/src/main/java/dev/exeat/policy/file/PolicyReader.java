package dev.exeat.policy.file;

import dev.exeat.policy.HostPort;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Place;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.Rule;
import dev.exeat.policy.RuleEntry;
import dev.exeat.policy.RuleWarnings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a policy file. Every problem is found in one go, and nothing is passed over. */
public final class PolicyReader {
    private static final int MOST_CONNECTIONS = 65_536;
    /** Fewer would not do for the probes of a start. */
    private static final int FEWEST_QUERIES = 60;

    private static final int MOST_QUERIES = 1_000_000;
    private static final String SYSTEM = "system";

    private final Problems problems = new Problems();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<Placed<Rule>> rules = new ArrayList<>();

    private PolicyReader() {}

    /** The document, or all of its problems sorted by place. */
    public static Parsed<PolicyDocument> read(PolicyFile file) {
        return new PolicyReader().document(file);
    }

    private Parsed<PolicyDocument> document(PolicyFile file) {
        YamlNode root = YamlReader.read(file, problems);
        PolicyDocument document = null;
        if (root instanceof YamlNode.Mapping mapping) {
            document = document(new Fields(mapping, Keys.TOP, Map.of(), problems));
        } else if (problems.isEmpty()) {
            Place start = root == null ? new Place(file.name(), 1, 1) : root.place();
            problems.add(
                    start,
                    "policy-empty",
                    root == null ? "the file is empty" : "the file is " + root.described() + ", expected a mapping",
                    "begin with 'version: 1'");
        }
        return document != null && problems.isEmpty() ? Parsed.ok(document) : Parsed.bad(problems.sorted());
    }

    private PolicyDocument document(Fields top) {
        version(top);
        Profile profile = profile(top);
        Fields egress = top.below("egress", Keys.EGRESS);
        if (egress != null) {
            entries(egress, "allow", false);
            entries(egress, "deny", true);
        }
        hostServices(top);
        List<Placed<String>> publish =
                top.scalars("publish", "ports such as 8080 or \"127.0.0.1:8080:80\"", true).stream()
                        .map(port -> new Placed<>(port.text(), port.place()))
                        .toList();
        Fields dns = top.below("dns", Keys.DNS);
        Fields limits = top.below("limits", Keys.LIMITS);
        warnings.sort(Problem.BY_PLACE);
        return new PolicyDocument(
                profile,
                rules,
                publish,
                dns == null ? null : upstreams(dns),
                dns == null ? null : dns.number("queries-per-minute", FEWEST_QUERIES, MOST_QUERIES),
                limits == null ? null : limits.number("connections", 1, MOST_CONNECTIONS),
                warnings);
    }

    private void version(Fields top) {
        YamlNode version = top.node("version");
        if (version == null) {
            problems.add(
                    top.mapping().place(), "version-missing", "the file has no 'version'", "write 'version: 1' first");
        } else if (!isOne(version)) {
            top.mistyped(version, "'version'", "the number 1");
        }
    }

    private static boolean isOne(YamlNode version) {
        return version instanceof YamlNode.Scalar scalar
                && scalar.kind() == YamlNode.Kind.INTEGER
                && scalar.text().equals("1");
    }

    private @Nullable Profile profile(Fields top) {
        YamlNode.Scalar name = top.text("profile", "the name of a profile");
        if (name == null) {
            return null;
        }
        return take(Profile.parse(name.text()), name.place());
    }

    private void entries(Fields egress, String key, boolean denies) {
        EntryReader reader = new EntryReader(denies, problems, warnings);
        for (YamlNode item : egress.items(key, "targets")) {
            Rule rule = reader.read(item, egress);
            if (rule != null) {
                rules.add(new Placed<>(rule, item.place()));
                RuleWarnings.of(rule).forEach(warning -> warnings.add(warning.at(item.place())));
            }
        }
    }

    private void hostServices(Fields top) {
        for (YamlNode.Scalar port : top.scalars("host", "ports of this host", true)) {
            List<Rule> found =
                    take(RuleEntry.hostService(port.text(), port.place().toString()), port.place());
            if (found != null) {
                found.forEach(rule -> rules.add(new Placed<>(rule, port.place())));
            }
        }
    }

    private @Nullable List<HostPort> upstreams(Fields dns) {
        if (!dns.has("upstream")) {
            return null;
        }
        List<YamlNode.Scalar> written = dns.someScalars("upstream", "addresses of resolvers, or 'system'", false);
        List<HostPort> servers = new ArrayList<>();
        for (YamlNode.Scalar text : written) {
            if (!text.text().equals(SYSTEM)) {
                HostPort server = take(ResolverText.parse(text.text()), text.place());
                servers.addAll(server == null ? List.of() : List.of(server));
            } else if (written.size() > 1) {
                problems.add(
                        text.place(),
                        "dns-upstream-mixed",
                        "'system' stands beside other resolvers",
                        "write 'system' alone, or addresses alone");
            }
        }
        return List.copyOf(servers);
    }

    private <T> @Nullable T take(Parsed<T> parsed, Place place) {
        problems.addAll(place, parsed.problems());
        return parsed instanceof Parsed.Ok<T>(T value) ? value : null;
    }
}
