package dev.exeat.policy;

/**
 * Reads one rule as the flags take it: {@code [tcp://]HOST-PATTERN[:PORT[-PORT]]}, {@code CIDR[:PORT[-PORT]]} or
 * {@code [IPV6-CIDR]:PORT[-PORT]}. Without a port an allow means 80 and 443 and a deny means every port.
 */
final class RuleText {
    private static final String TCP = "tcp://";
    private static final int LONGEST = 1200;

    private final RuleEntry entry;
    private final String text;

    private RuleText(RuleEntry entry) {
        this.entry = entry;
        this.text = entry.target();
    }

    /** Reads a rule that was given to a flag. */
    static Parsed<Rule> parse(Rule.Effect effect, String flag, String text) {
        return parse(RuleEntry.of(effect, text, flag + " " + text));
    }

    /** Reads a rule. */
    static Parsed<Rule> parse(RuleEntry entry) {
        String text = entry.target();
        Problem foreign = text.length() > LONGEST ? NameFault.LENGTH.in(text) : ForeignForm.problem(text);
        return foreign != null ? Parsed.bad(foreign) : new RuleText(entry).parse();
    }

    private Parsed<Rule> parse() {
        boolean scheme = text.startsWith(TCP);
        boolean anyBytes = scheme || entry.tcp();
        return HostAndPorts.split(text, scheme ? text.substring(TCP.length()) : text)
                .flatMap(parts -> scope(parts.host(), parts.ports())
                        .flatMap(scope -> ports(parts, anyBytes).map(ports -> rule(scope, ports, anyBytes))));
    }

    private Rule rule(Rule.Scope scope, PortSet ports, boolean anyBytes) {
        return new Rule(
                entry.effect(),
                scope,
                ports,
                anyBytes,
                entry.requests(),
                entry.expires(),
                entry.required(),
                entry.spelling(),
                entry.origin());
    }

    private boolean denies() {
        return entry.effect() == Rule.Effect.DENY;
    }

    private Parsed<PortSet> ports(HostAndPorts parts, boolean anyBytes) {
        PortSet beside = entry.ports();
        if (beside != null) {
            return parts.ports().isEmpty()
                    ? Parsed.ok(beside)
                    : Parsed.bad(
                            "rule-ports-twice",
                            "rule " + Quoted.of(text) + " names a port, and 'ports' does too",
                            "write the ports in one of the two places");
        }
        if (!parts.ports().isEmpty()) {
            return PortNames.parse(text, parts.ports());
        }
        if (denies()) {
            return Parsed.ok(PortSet.ALL);
        }
        return anyBytes
                ? Parsed.bad(
                        "rule-port-missing",
                        "rule " + Quoted.of(text) + " lets any bytes pass and needs a port",
                        "write the port after it, for example '" + text + ":22'")
                : Parsed.ok(PortSet.WEB);
    }

    private Parsed<Rule.Scope> scope(HostAndPorts.Host host, String ports) {
        return switch (host) {
            case HostAndPorts.Host.Block(String block) ->
                AddressBlock.parse(block).flatMap(this::block);
            case HostAndPorts.Host.Pattern(String pattern) ->
                (denies() ? DomainPatternText.parseDenied(pattern) : DomainPatternText.parse(pattern))
                        .flatMap(parsed -> names(parsed, ports));
        };
    }

    private Parsed<Rule.Scope> names(DomainPattern pattern, String ports) {
        if (!denies() && SpecialNames.isLocalhost(pattern.base())) {
            String port = ports.isEmpty() ? "PORT" : ports;
            return Parsed.bad(
                    "reserved-name",
                    "name '" + pattern + "' is the sandbox itself inside, and a rule cannot make it this host",
                    "write '--host-port " + port + "', or 'host: [" + port + "]' in a file, and reach it as '"
                            + ReservedNames.HOST + ":" + port + "'");
        }
        if (!denies() && SpecialNames.isNever(pattern.base())) {
            return Parsed.bad(
                    "special-name",
                    "name '" + pattern + "' is of a special-use domain that is never looked up",
                    "leave the rule out");
        }
        if (!denies() && ReservedNames.covers(pattern)) {
            return Parsed.bad(
                    "reserved-name",
                    "name '" + pattern + "' is one of Exeat's own, and a rule cannot allow it",
                    "write '--host-port PORT', or 'host: [PORT]' in a file, to open a port of this host as '"
                            + ReservedNames.HOST + "'");
        }
        return Parsed.ok(new Rule.Scope.Names(pattern));
    }

    private Parsed<Rule.Scope> block(AddressBlock block) {
        if (!denies() && block.prefix() == 0) {
            return Parsed.bad(
                    "block-everything",
                    "block '" + block + "' is every address there is",
                    "name the blocks, or use the profile 'permissive', which allows all but what is denied");
        }
        if (!denies() && Floor.covers(block)) {
            return Parsed.bad(
                    "block-floor",
                    "block '" + block
                            + "' is loopback, link-local, metadata, multicast or the like, which no rule opens",
                    "write '--host-port PORT', or 'host: [PORT]' in a file, for a service on this host, else leave the rule out");
        }
        return Parsed.ok(new Rule.Scope.Addresses(block));
    }
}
