package dev.exeat.policy;

/** Reads authorities. */
final class HostPortText {
    private static final String FIX = "write 'name:443', '192.0.2.1:443' or '[2001:db8::1]:443'";

    private HostPortText() {}

    static Parsed<HostPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return Parsed.bad("port-missing", Quoted.of(text) + " has no port", FIX);
        }
        int port = PortSet.port(text.substring(colon + 1));
        if (port < 0) {
            return Parsed.bad(
                    "port-invalid", Quoted.of(text) + " has no port from 1 to 65535 after its last colon", FIX);
        }
        return host(text, text.substring(0, colon)).map(target -> new HostPort(target, port));
    }

    private static Parsed<Target> host(String text, String host) {
        if (host.startsWith("[") && host.endsWith("]") && host.indexOf(':') > 0) {
            return IpAddress.parse(host.substring(1, host.length() - 1)).map(Target::of);
        }
        if (host.indexOf('[') >= 0 || host.indexOf(']') >= 0 || host.indexOf(':') >= 0) {
            return Parsed.bad(
                    "authority-brackets",
                    Quoted.of(text) + " needs brackets around an IPv6 address, and only there",
                    FIX);
        }
        return LiteralOrName.parseWire(host);
    }
}
