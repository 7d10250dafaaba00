package dev.exeat.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * The one decision. Immutable and pure: the same question has the same answer, {@code explain} and the data plane ask the same object,
 * and nothing is looked up here.
 *
 * <p>Precedence: the floor, then denies, then allows, then the profile's default. A rule for names never matches an address nor the other
 * way round, except that a deny for addresses also refuses a name that resolves to one of them.
 */
public final class Policy {
    private final Profile profile;
    private final List<Rule> rules;

    private Policy(Profile profile, List<Rule> rules) {
        this.profile = profile;
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads a policy as the flags of {@code exeat run} give it, one list item each.
     *
     * @param allow targets to allow, for example {@code api.example.com}, {@code **.example.com:443}, {@code tcp://git.example.com:22}
     * @param deny targets to deny; without a port, on every port
     * @param allowPrivate targets to allow that may have special-purpose addresses
     * @param hostPorts ports of services on the host's loopback
     * @return the policy, or the problems of all values at once
     */
    public static Parsed<Policy> of(
            Profile profile, List<String> allow, List<String> deny, List<String> allowPrivate, List<String> hostPorts) {
        List<Rule> rules = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        read(Rule.Effect.ALLOW, "--allow", allow, rules, problems);
        read(Rule.Effect.DENY, "--deny", deny, rules, problems);
        read(Rule.Effect.ALLOW_PRIVATE, "--allow-private", allowPrivate, rules, problems);
        return problems.isEmpty() ? Parsed.ok(new Policy(profile, rules)) : Parsed.bad(problems);
    }

    private static void read(
            Rule.Effect effect, String flag, List<String> texts, List<Rule> rules, List<Problem> problems) {
        for (String text : texts) {
            switch (RuleText.parse(effect, flag, text)) {
                case Parsed.Ok<Rule>(Rule rule) -> rules.add(rule);
                case Parsed.Bad<Rule>(List<Problem> found) -> problems.addAll(found);
            }
        }
    }

    /** The profile that the rules stand on. */
    public Profile profile() {
        return profile;
    }

    /** Every rule, in the order in which it was given. */
    public List<Rule> rules() {
        return rules;
    }

    /** What a user should know about rules that were accepted. */
    public List<Problem> warnings() {
        return List.of();
    }

    /** Whether a TCP connection to this name or literal address and port may be made; {@link #screen} must follow before a dial. */
    public Decision decide(Flow flow) {
        for (Rule rule : rules) {
            if (rule.effect() == Rule.Effect.DENY && rule.matches(flow)) {
                return Decision.deny(DenyReason.DENIED_BY_RULE, rule);
            }
        }
        for (Rule rule : rules) {
            if (rule.matches(flow)) {
                return Decision.allow(rule);
            }
        }
        return profile == Profile.PERMISSIVE ? Decision.allow(null) : Decision.deny(DenyReason.NOT_ALLOWED);
    }

    /** Whether the name may be looked up at all: whether some port of it is allowed. */
    public Decision decideQuestion(HostName name) {
        for (Rule rule : rules) {
            if (rule.matches(Target.of(name))) {
                return rule.effect() == Rule.Effect.DENY
                        ? Decision.deny(DenyReason.DENIED_BY_RULE, rule)
                        : Decision.allow(rule);
            }
        }
        return profile == Profile.PERMISSIVE ? Decision.allow(null) : Decision.deny(DenyReason.NOT_ALLOWED);
    }

    /** Whether an alias (CNAME) may lie on the way to an allowed name: only an explicit deny of all of its ports refuses it. */
    public Decision decideAlias(HostName alias) {
        for (Rule rule : rules) {
            if (rule.effect() == Rule.Effect.DENY && rule.matches(Target.of(alias))) {
                return Decision.deny(DenyReason.ALIAS_DENIED, rule);
            }
        }
        return Decision.allow(null);
    }

    /** Whether an allow rule names this host itself, without a wildcard: SRV and MX are answered for such names only. */
    public boolean namedExactly(HostName name) {
        return rules.stream()
                .anyMatch(rule -> rule.scope() instanceof Rule.Scope.Names(DomainPattern pattern)
                        && rule.effect() != Rule.Effect.DENY
                        && pattern.equals(DomainPattern.exactly(name)));
    }

    /**
     * Judges the addresses that an allowed flow would be dialled at. All of them are refused or none is.
     *
     * @param flow what was asked for
     * @param allowed the answer of {@link #decide} for it; a denial is handed back as it is
     * @param addresses everything that the name resolved to just now; the address itself for a literal
     * @param own the host's addresses at this moment
     */
    public Decision screen(Flow flow, Decision allowed, List<IpAddress> addresses, LocalAddresses own) {
        if (!allowed.allowed()) {
            return allowed;
        }
        if (addresses.isEmpty()) {
            return Decision.deny(DenyReason.NO_ADDRESS);
        }
        for (IpAddress address : addresses) {
            if (own.isLocal(address)) {
                return Decision.deny(DenyReason.HOST_ADDRESS);
            }
        }
        return allowed;
    }
}
