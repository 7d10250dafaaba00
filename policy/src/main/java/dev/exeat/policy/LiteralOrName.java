package dev.exeat.policy;

/** Tells an IPv4 address from a name. */
final class LiteralOrName {
    private LiteralOrName() {}

    static Parsed<Target> parseWire(String host) {
        Parsed<IpAddress> address = IpAddress.parse(host);
        return address.isOk()
                ? address.map(Target::of)
                : HostName.parseWire(host).map(Target::of);
    }
}
