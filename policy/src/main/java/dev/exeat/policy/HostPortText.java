package dev.exeat.policy;

/** Reads authorities. */
final class HostPortText {
    private static final int LONGEST = HostName.LONGEST + 7;
    private static final String FIX = "write 'name:443', '192.0.2.1:443' or '[2001:db8::1]:443'";

    private HostPortText() {}

    static Parsed<HostPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (text.length() > LONGEST) {
            return Parsed.bad(NameFault.LENGTH.in(text));
        }
        if (colon < 0) {
            return Parsed.bad("port-missing", "authority " + Quoted.of(text) + " has no port", FIX);
        }
        int port = PortSet.port(text.substring(colon + 1));
        if (port < 0) {
            return Parsed.bad(
                    "port-invalid",
                    "authority " + Quoted.of(text) + " has no port from 1 to 65535 after its last colon",
                    FIX);
        }
        return host(text, text.substring(0, colon)).map(target -> new HostPort(target, port));
    }

    private static Parsed<Target> host(String text, String host) {
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        String inside = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bracketed != inside.indexOf(':') >= 0 || inside.indexOf('[') >= 0 || inside.indexOf(']') >= 0) {
            return Parsed.bad(
                    "authority-brackets",
                    "authority " + Quoted.of(text) + " needs brackets around an IPv6 address and nowhere else",
                    FIX);
        }
        return bracketed ? IpAddress.parse(inside).map(Target::of) : Target.parseWire(inside);
    }
}
