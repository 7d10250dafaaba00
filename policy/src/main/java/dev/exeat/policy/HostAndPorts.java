package dev.exeat.policy;

/**
 * A rule's target cut into its host and its ports, neither of them judged yet.
 *
 * @param host the pattern or the block
 * @param ports what stands after the colon; empty when there is none
 */
record HostAndPorts(Host host, String ports) {
    /** What stands before the port. */
    sealed interface Host {
        /**
         * An address or a block, without brackets.
         *
         * @param text to be read by {@link AddressBlock#parse}
         */
        record Block(String text) implements Host {}

        /**
         * A name or a pattern.
         *
         * @param text to be read by {@link DomainPattern#parse}
         */
        record Pattern(String text) implements Host {}
    }

    /**
     * Cuts a target.
     *
     * @param rule the whole rule, for messages
     * @param text the rule without its scheme
     */
    static Parsed<HostAndPorts> split(String rule, String text) {
        if (text.startsWith("[")) {
            return bracketed(rule, text);
        }
        int first = text.indexOf(':');
        int last = text.lastIndexOf(':');
        if (first != last) {
            return severalColons(rule, text, last);
        }
        String host = first < 0 ? text : text.substring(0, first);
        if (first >= 0 && first == text.length() - 1) {
            return Parsed.bad(
                    "rule-port-missing",
                    "rule " + Quoted.of(rule) + " has a colon and no port",
                    "write the port, or leave the colon out");
        }
        return Parsed.ok(new HostAndPorts(host(host), first < 0 ? "" : text.substring(first + 1)));
    }

    private static Host host(String host) {
        int slash = host.indexOf('/');
        String address = slash < 0 ? host : host.substring(0, slash);
        boolean numeric = !address.isEmpty() && address.chars().allMatch(c -> AsciiNumber.isDigit(c) || c == '.');
        return numeric && address.charAt(0) != '.' ? new Host.Block(host) : new Host.Pattern(host);
    }

    private static Parsed<HostAndPorts> severalColons(String rule, String text, int last) {
        int zone = text.indexOf('%');
        boolean address = isAddressLike(zone < 0 ? text : text.substring(0, zone));
        if (!address) {
            return Parsed.bad(
                    "rule-colons",
                    "rule " + Quoted.of(rule) + " has more than one colon",
                    "write 'name:port', or '[2001:db8::/32]:443' for IPv6");
        }
        String block = text.substring(0, last);
        if (zone < 0 && block.indexOf('/') >= 0) {
            return Parsed.bad(
                    "rule-brackets",
                    "rule " + Quoted.of(rule) + " has an IPv6 block and a port without brackets between them",
                    "write " + Quoted.of("[" + block + "]" + text.substring(last)));
        }
        return Parsed.ok(new HostAndPorts(new Host.Block(text), ""));
    }

    private static boolean isAddressLike(String text) {
        return text.chars().allMatch(c -> (c < 0x80 && Character.digit(c, 16) >= 0) || ":./".indexOf(c) >= 0);
    }

    /** {@code [block]}, {@code [address]/length}, each with or without {@code :ports}. */
    private static Parsed<HostAndPorts> bracketed(String rule, String text) {
        int close = text.indexOf(']');
        String inside = close < 0 ? "" : text.substring(1, close);
        String after = close < 0 ? "" : text.substring(close + 1);
        int colon = after.indexOf(':');
        String length = colon < 0 ? after : after.substring(0, colon);
        boolean lengthFits = length.isEmpty() || (length.startsWith("/") && inside.indexOf('/') < 0);
        boolean portFits = colon < 0 || colon < after.length() - 1;
        if (inside.indexOf(':') < 0 || !lengthFits || !portFits) {
            return Parsed.bad(
                    "rule-brackets",
                    "rule " + Quoted.of(rule) + " has brackets that do not stand around an IPv6 address or block",
                    "write '[2001:db8::/32]:443', and names and IPv4 addresses without brackets");
        }
        return Parsed.ok(
                new HostAndPorts(new Host.Block(inside + length), colon < 0 ? "" : after.substring(colon + 1)));
    }
}
