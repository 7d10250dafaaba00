package dev.exeat.policy;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    private final LocalDate day;
    /** The same policy as if no allow rule had expired; null when none has. */
    private final @Nullable Policy unexpired;

    private final RuleIndex denies;
    private final RuleIndex allows;
    private final AddressScreen screen;
    private final ContentJudge contents;

    private Policy(Profile profile, List<Rule> rules, List<Rule> counting, LocalDate day, @Nullable Policy unexpired) {
        this.profile = profile;
        this.rules = List.copyOf(rules);
        this.day = day;
        this.unexpired = unexpired;
        denies = new RuleIndex(counting.stream()
                .filter(rule -> rule.effect() == Rule.Effect.DENY)
                .toList());
        allows = new RuleIndex(counting.stream()
                .filter(rule -> rule.effect() != Rule.Effect.DENY)
                .toList());
        screen = new AddressScreen(denies, allows);
        contents = new ContentJudge(flow -> decide(flow).allowed());
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
        return flags(profile, allow, deny, allowPrivate, hostPorts).flatMap(layer -> of(List.of(layer)));
    }

    /** Reads one layer as the flags of {@code exeat run} give it; see {@link #of(Profile, List, List, List, List)}. */
    public static Parsed<PolicyLayer> flags(
            @Nullable Profile profile,
            List<String> allow,
            List<String> deny,
            List<String> allowPrivate,
            List<String> hostPorts) {
        return new PolicyText()
                .rules(Rule.Effect.ALLOW, "--allow", allow)
                .rules(Rule.Effect.DENY, "--deny", deny)
                .rules(Rule.Effect.ALLOW_PRIVATE, "--allow-private", allowPrivate)
                .hostPorts("--host-port", hostPorts)
                .parsed(profile);
    }

    /**
     * Puts layers together: their rules add up, and the strongest profile counts, which is {@code strict} where none is named.
     * Every rule counts, expired or not, until {@link #at} names a day.
     *
     * @param layers the weakest first
     */
    public static Parsed<Policy> of(List<PolicyLayer> layers) {
        Profile profile = Profile.STRICT;
        for (PolicyLayer layer : layers) {
            profile = layer.profile() == null ? profile : layer.profile();
        }
        List<Rule> rules =
                layers.stream().flatMap(layer -> layer.rules().stream()).toList();
        Optional<Rule> opening =
                rules.stream().filter(rule -> rule.effect() != Rule.Effect.DENY).findFirst();
        if (profile == Profile.AIRGAPPED && opening.isPresent()) {
            return Parsed.bad(
                    "profile-airgapped",
                    "profile 'airgapped' has no network, and '" + opening.get().origin() + "' asks for some",
                    "leave the rule out, or use the profile 'strict'");
        }
        return Parsed.ok(new Policy(profile, rules, rules, LocalDate.MIN, null));
    }

    /** The policy as it is on that day (UTC): expired rules do not count, and what one would have allowed is denied for that reason. */
    public Policy at(LocalDate today) {
        List<Rule> counting =
                rules.stream().filter(rule -> rule.countsOn(today)).toList();
        List<Rule> once = rules.stream()
                .filter(rule -> rule.countsOn(today) || rule.effect() != Rule.Effect.DENY)
                .toList();
        Policy unlimited = once.size() == counting.size() ? null : new Policy(profile, rules, once, today, null);
        return new Policy(profile, rules, counting, today, unlimited);
    }

    /** The profile that the rules stand on. */
    public Profile profile() {
        return profile;
    }

    /** Every rule that was written, expired ones too, in the order of {@link #of}. */
    public List<Rule> rules() {
        return rules;
    }

    /** Whether the rule has not expired on the day of this policy. */
    public boolean counts(Rule rule) {
        return rule.countsOn(day);
    }

    /** What a user should know about rules that were accepted. */
    public List<Problem> warnings() {
        return rules.stream().flatMap(rule -> RuleWarnings.of(rule).stream()).toList();
    }

    /** Whether a TCP connection to this name or literal address and port may be made; {@link #screen} must follow before a dial. */
    public Decision decide(Flow flow) {
        return orExpired(decideNow(flow), flow.target(), policy -> policy.decideNow(flow));
    }

    /** A denial that an expired rule would have changed says so. */
    private Decision orExpired(Decision decision, Target target, Function<Policy, Decision> asked) {
        if (decision.allowed() || unexpired == null) {
            return decision;
        }
        Decision once = asked.apply(unexpired);
        return once.allowed() ? Decision.deny(DenyReason.RULE_EXPIRED, expired(once.rule(), target)) : decision;
    }

    private @Nullable Rule expired(@Nullable Rule decided, Target target) {
        if (unexpired == null || (decided != null && !decided.countsOn(day))) {
            return decided;
        }
        return unexpired.allows.find(target).stream()
                .filter(rule -> !rule.countsOn(day))
                .findFirst()
                .orElse(decided);
    }

    private Decision decideNow(Flow flow) {
        Decision floor = floor(flow.target());
        if (floor != null) {
            return onPort(floor, flow.port());
        }
        Rule deny = first(denies.find(flow.target()), flow.port());
        return deny != null ? Decision.deny(DenyReason.DENIED_BY_RULE, deny) : decideUndenied(flow);
    }

    /** What is Exeat's own is on its own ports only. */
    private static Decision onPort(Decision floor, int port) {
        Rule rule = floor.rule();
        return rule == null || rule.ports().contains(port) ? floor : Decision.deny(DenyReason.PORT_NOT_ALLOWED, rule);
    }

    private Decision decideUndenied(Flow flow) {
        List<Rule> named = allows.find(flow.target());
        List<Rule> usable = usable(flow.target(), named);
        Rule allow = first(usable, flow.port());
        if (allow != null) {
            return Decision.allow(allow);
        }
        Decision otherwise = byDefault(flow.target(), named);
        return !otherwise.allowed() && !usable.isEmpty()
                ? Decision.deny(DenyReason.PORT_NOT_ALLOWED, usable.getFirst())
                : otherwise;
    }

    /** Whether the bytes of an allowed flow are not looked at: a rule says {@code tcp://}, or the flow is Exeat's own. */
    public boolean takesAnyBytes(Flow flow) {
        return ContentJudge.takesAnyBytes(flow, allowing(flow));
    }

    /**
     * Whether a flow may go on now that its bytes have said what they are: the whole decision again, so that a rule which is gone
     * meanwhile does not count, and then whether the bytes agree. Asked for each HTTP request of a connection.
     */
    public Decision decide(Flow flow, Content content) {
        Decision allowed = decide(flow);
        if (!allowed.allowed()) {
            return allowed;
        }
        Decision judged = contents.judge(flow, allowed, allowing(flow), content);
        return orExpired(judged, flow.target(), policy -> policy.decide(flow, content));
    }

    /** The allow rules that count for this target on this port. */
    private List<Rule> allowing(Flow flow) {
        Decision floor = floor(flow.target());
        return floor != null && floor.rule() != null
                ? List.of(floor.rule())
                : usable(flow.target(), allows.find(flow.target())).stream()
                        .filter(rule -> rule.ports().contains(flow.port()))
                        .toList();
    }

    /** Whether the name may be looked up at all: whether {@link #decide} would allow some port of it. */
    public Decision decideQuestion(HostName name) {
        return orExpired(questionNow(name), Target.of(name), policy -> policy.questionNow(name));
    }

    private Decision questionNow(HostName name) {
        Target target = Target.of(name);
        Decision floor = floor(target);
        if (floor != null) {
            return floor;
        }
        List<Rule> denying = denies.find(target);
        PortSet denied = denying.stream().map(Rule::ports).reduce(PortSet.NONE, PortSet::plus);
        List<Rule> named = allows.find(target);
        List<Rule> usable = usable(target, named);
        for (Rule rule : usable) {
            if (!rule.ports().minus(denied).isEmpty()) {
                return Decision.allow(rule);
            }
        }
        Decision otherwise = byDefault(target, named);
        boolean whollyDenied = PortSet.ALL.minus(denied).isEmpty();
        boolean byRule = !denying.isEmpty() && (whollyDenied || (!usable.isEmpty() && !otherwise.allowed()));
        return byRule ? Decision.deny(DenyReason.DENIED_BY_RULE, denying.getFirst()) : otherwise;
    }

    /** Whether an alias (CNAME) may lie on the way to an allowed name: only an explicit deny of all of its ports refuses it. */
    public Decision decideAlias(HostName alias) {
        List<Rule> denying = denies.find(Target.of(alias));
        PortSet denied = denying.stream().map(Rule::ports).reduce(PortSet.NONE, PortSet::plus);
        if (PortSet.ALL.minus(denied).isEmpty()) {
            return Decision.deny(DenyReason.ALIAS_DENIED, denying.getFirst());
        }
        return SpecialNames.isNever(alias) ? Decision.deny(DenyReason.ALIAS_DENIED) : Decision.allow(null);
    }

    /** Whether an alias (CNAME) may lie on the way to a connection with this port: an explicit deny of the port refuses it too. */
    public Decision decideAlias(HostName alias, int port) {
        Rule deny = first(denies.find(Target.of(alias)), port);
        return deny != null ? Decision.deny(DenyReason.ALIAS_DENIED, deny) : decideAlias(alias);
    }

    /** Whether an allow rule names this host itself, without a wildcard: SRV and MX are answered for such names only. */
    public boolean namedExactly(HostName name) {
        return allows.find(Target.of(name)).stream().anyMatch(Policy::isExact);
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
        Decision judged = screen.judge(flow, allowed, addresses, own);
        return orExpired(judged, flow.target(), policy -> policy.screen.judge(flow, allowed, addresses, own));
    }

    /** What is decided before any rule is asked, or null. */
    private @Nullable Decision floor(Target target) {
        return switch (target) {
            case Target.Name(HostName name)
            when name.equals(ReservedNames.PROBE) -> Decision.allow(PolicyText.PROBE_RULE);
            case Target.Name(HostName name)
            when name.equals(ReservedNames.PROXY) -> Decision.allow(PolicyText.DOOR_RULE);
            case Target.Name(HostName name) ->
                SpecialNames.isNever(name) ? Decision.deny(DenyReason.SPECIAL_NAME) : null;
            case Target.Literal(IpAddress address) ->
                Floor.of(address).map(Decision::deny).orElse(null);
        };
    }

    /** The allow rules that count for the target: of a known DoH server only those that name it, of Exeat's own names only Exeat's. */
    private static List<Rule> usable(Target target, List<Rule> named) {
        return switch (target) {
            case Target.Name(HostName name)
            when ReservedNames.isOwn(name) ->
                named.stream()
                        .filter(rule -> rule.effect() == Rule.Effect.HOST_SERVICE)
                        .toList();
            case Target.Name(HostName name)
            when DohServers.contains(name) ->
                named.stream().filter(Policy::isExact).toList();
            case Target.Name ignored -> named;
            case Target.Literal ignored -> named;
        };
    }

    /** What holds when no allow rule does. */
    private Decision byDefault(Target target, List<Rule> named) {
        DenyReason reason = defaultReason(target, !named.isEmpty());
        return reason == null ? Decision.allow(null) : Decision.deny(reason);
    }

    private @Nullable DenyReason defaultReason(Target target, boolean named) {
        boolean open = profile.isOpen();
        return switch (target) {
            case Target.Name(HostName name) when DohServers.contains(name) && (open || named) -> DenyReason.DOH_SERVER;
            case Target.Name(HostName name) when open && SpecialNames.needsRule(name) -> DenyReason.SPECIAL_NAME;
            case Target.Name ignored -> open ? null : DenyReason.NOT_ALLOWED;
            case Target.Literal(IpAddress address)
            when open ->
                SpecialPurpose.of(address)
                        .map(block -> DenyReason.SPECIAL_PURPOSE_ADDRESS)
                        .orElse(null);
            case Target.Literal ignored -> DenyReason.LITERAL_ADDRESS;
        };
    }

    private static boolean isExact(Rule rule) {
        return rule.scope() instanceof Rule.Scope.Names(DomainPattern pattern) && !pattern.isWildcard();
    }

    private static @Nullable Rule first(List<Rule> rules, int port) {
        for (Rule rule : rules) {
            if (rule.ports().contains(port)) {
                return rule;
            }
        }
        return null;
    }
}
