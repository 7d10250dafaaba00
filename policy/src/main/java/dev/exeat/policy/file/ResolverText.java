package dev.exeat.policy.file;

import dev.exeat.policy.HostPort;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Quoted;
import dev.exeat.policy.Target;

/** Reads the address of a resolver: {@code ADDR}, {@code ADDR:PORT} or {@code [ADDR]:PORT}; the port is 53 where none is named. */
public final class ResolverText {
    private static final int DNS_PORT = 53;

    private ResolverText() {}

    /** The resolver's address and port; its target is a literal. */
    public static Parsed<HostPort> parse(String text) {
        if (IpAddress.parse(text) instanceof Parsed.Ok<IpAddress>(IpAddress address)) {
            return Parsed.ok(new HostPort(Target.of(address), DNS_PORT));
        }
        return HostPort.parse(text) instanceof Parsed.Ok<HostPort>(HostPort server)
                        && server.target() instanceof Target.Literal
                ? Parsed.ok(server)
                : Parsed.bad(
                        "dns-upstream-form",
                        "resolver " + Quoted.of(text) + " is not an address",
                        "write ADDR or ADDR:PORT, an IPv6 address with a port as [ADDR]:PORT");
    }
}
