package dev.exeat.policy;

import java.util.ArrayList;
import java.util.List;

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

    private final Profile profile;
    private final List<Rule> rules = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    PolicyText(Profile profile) {
        this.profile = profile;
    }

    PolicyText rules(Rule.Effect effect, String flag, List<String> texts) {
        texts.forEach(text -> add(RuleText.parse(effect, flag, text)));
        return this;
    }

    PolicyText hostPorts(String flag, List<String> texts) {
        for (String text : texts) {
            for (HostName host : List.of(ReservedNames.HOST, ReservedNames.HOST_DOCKER)) {
                Rule.Scope scope = new Rule.Scope.Names(DomainPattern.exactly(host));
                Parsed<Rule> rule = PortSet.parse(text)
                        .map(ports -> new Rule(Rule.Effect.HOST_SERVICE, scope, ports, true, text, flag + " " + text));
                if (rule.isOk() || host.equals(ReservedNames.HOST)) {
                    add(rule);
                }
            }
        }
        return this;
    }

    Parsed<List<Rule>> parsed() {
        boolean allows = rules.stream().anyMatch(rule -> rule.effect() != Rule.Effect.DENY);
        if (profile == Profile.AIRGAPPED && allows) {
            problems.add(new Problem(
                    "profile-airgapped",
                    "profile 'airgapped' has no network, and '" + firstAllow().origin() + "' asks for some",
                    "leave the rule out, or use '--profile strict'"));
        }
        return problems.isEmpty() ? Parsed.ok(List.copyOf(rules)) : Parsed.bad(problems);
    }

    private Rule firstAllow() {
        return rules.stream()
                .filter(rule -> rule.effect() != Rule.Effect.DENY)
                .findFirst()
                .orElseThrow();
    }

    private void add(Parsed<Rule> parsed) {
        switch (parsed) {
            case Parsed.Ok<Rule>(Rule rule) -> rules.add(rule);
            case Parsed.Bad<Rule>(List<Problem> found) -> problems.addAll(found);
        }
    }
}
