package dev.exeat.policy;

/** Reads the target of a rule as the flags take it. */
final class RuleText {
    private RuleText() {}

    static Parsed<Rule> parse(Rule.Effect effect, String flag, String text) {
        boolean anyBytes = text.startsWith("tcp://");
        String rest = anyBytes ? text.substring(6) : text;
        int colon = rest.lastIndexOf(':');
        boolean deny = effect == Rule.Effect.DENY;
        Parsed<PortSet> ports =
                colon < 0 ? Parsed.ok(deny ? PortSet.ALL : PortSet.WEB) : PortSet.parse(rest.substring(colon + 1));
        String host = colon < 0 ? rest : rest.substring(0, colon);
        return scope(host)
                .flatMap(scope -> ports.map(set -> new Rule(effect, scope, set, anyBytes, text, flag + " " + text)));
    }

    private static Parsed<Rule.Scope> scope(String host) {
        Parsed<AddressBlock> block = AddressBlock.parse(host);
        return block.isOk()
                ? block.map(Rule.Scope.Addresses::new)
                : DomainPattern.parse(host).map(Rule.Scope.Names::new);
    }
}
