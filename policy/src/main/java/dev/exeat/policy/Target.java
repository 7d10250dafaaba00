package dev.exeat.policy;

/** What a flow wants to reach: a host by its name, or an address that came without one. */
public sealed interface Target {
    /**
     * A host by its name.
     *
     * @param name the canonical name
     */
    record Name(HostName name) implements Target {
        @Override
        public String toString() {
            return name.toString();
        }
    }

    /**
     * An address that no name is bound to.
     *
     * @param address the address as the workload gave it
     */
    record Literal(IpAddress address) implements Target {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /**
     * Reads a host as a protocol carries it without a port: a name in ASCII, an IPv4 address, or an IPv6 address without brackets.
     * What is made of digits and dots alone is an address or an error, never a name.
     */
    static Parsed<Target> parseWire(String host) {
        boolean literal = host.indexOf(':') >= 0
                || (!host.isEmpty() && host.chars().allMatch(c -> AsciiNumber.isDigit(c) || c == '.'));
        return literal
                ? IpAddress.parse(host).map(Target::of)
                : HostName.parseWire(host).map(Target::of);
    }

    /** The host of that name. */
    static Target of(HostName name) {
        return new Name(name);
    }

    /** That address, without a name. */
    static Target of(IpAddress address) {
        return new Literal(address);
    }
}
