package dev.exeat.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the values of the flags into rules and collects every problem on the way. */
final class PolicyText {
    /** The rule by which the probe's name is allowed; it is Exeat's, not the user's. */
    static final Rule PROBE_RULE = new Rule(
            Rule.Effect.PROBE,
            new Rule.Scope.Names(DomainPattern.exactly(ReservedNames.PROBE)),
            PortSet.ALL,
            true,
            ReservedNames.PROBE.ascii(),
            "built in");

    /** The rule by which the gateway's own doors are reached. */
    static final Rule DOOR_RULE = new Rule(
            Rule.Effect.DOOR,
            new Rule.Scope.Names(DomainPattern.exactly(ReservedNames.PROXY)),
            PortSet.of(ReservedNames.HTTP_DOOR, ReservedNames.SOCKS_DOOR),
            true,
            ReservedNames.PROXY.ascii(),
            "built in");

    private final List<Rule> rules = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    PolicyText rules(Rule.Effect effect, String flag, List<String> texts) {
        texts.forEach(text -> add(RuleText.parse(effect, flag, text).map(List::of)));
        return this;
    }

    PolicyText hostPorts(String flag, List<String> texts) {
        texts.forEach(text -> add(hostService(text, flag + " " + text)));
        return this;
    }

    static Parsed<List<Rule>> hostService(String text, String origin) {
        return PortSet.parse(text)
                .map(ports -> Stream.of(ReservedNames.HOST, ReservedNames.HOST_DOCKER)
                        .map(host -> new Rule.Scope.Names(DomainPattern.exactly(host)))
                        .map(scope -> new Rule(Rule.Effect.HOST_SERVICE, scope, ports, true, text, origin))
                        .toList());
    }

    Parsed<PolicyLayer> parsed(@Nullable Profile profile) {
        return problems.isEmpty() ? Parsed.ok(new PolicyLayer(profile, rules)) : Parsed.bad(problems);
    }

    private void add(Parsed<List<Rule>> parsed) {
        switch (parsed) {
            case Parsed.Ok<List<Rule>>(List<Rule> found) -> rules.addAll(found);
            case Parsed.Bad<List<Rule>>(List<Problem> found) -> problems.addAll(found);
        }
    }
}
