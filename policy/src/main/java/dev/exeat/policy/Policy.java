package dev.exeat.policy;

import java.util.List;
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
    private final RuleIndex denies;
    private final RuleIndex allows;
    private final AddressScreen screen;
    private final ContentJudge contents;

    private Policy(Profile profile, List<Rule> rules) {
        this.profile = profile;
        this.rules = List.copyOf(rules);
        denies = new RuleIndex(
                rules.stream().filter(rule -> rule.effect() == Rule.Effect.DENY).toList());
        allows = new RuleIndex(
                rules.stream().filter(rule -> rule.effect() != Rule.Effect.DENY).toList());
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
        return new PolicyText(profile)
                .rules(Rule.Effect.ALLOW, "--allow", allow)
                .rules(Rule.Effect.DENY, "--deny", deny)
                .rules(Rule.Effect.ALLOW_PRIVATE, "--allow-private", allowPrivate)
                .hostPorts("--host-port", hostPorts)
                .parsed()
                .map(rules -> new Policy(profile, rules));
    }

    /** The profile that the rules stand on. */
    public Profile profile() {
        return profile;
    }

    /** Every rule that was written, in the order of {@link #of}. */
    public List<Rule> rules() {
        return rules;
    }

    /** What a user should know about rules that were accepted. */
    public List<Problem> warnings() {
        return rules.stream().flatMap(rule -> RuleWarnings.of(rule).stream()).toList();
    }

    /** Whether a TCP connection to this name or literal address and port may be made; {@link #screen} must follow before a dial. */
    public Decision decide(Flow flow) {
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
        return allowed.allowed() ? contents.judge(flow, allowed, allowing(flow), content) : allowed;
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
        return allowed.allowed() ? screen.judge(flow, allowed, addresses, own) : allowed;
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
        boolean open = profile == Profile.PERMISSIVE;
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
