package dev.exeat.policy;

import java.nio.charset.StandardCharsets;

/**
 * A host and a port as an authority carries them (RFC 3986 section 3.2 without user information): {@code name:443},
 * {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}. Every door parses its target here, so that all doors refuse the same bytes.
 *
 * @param target the name or the literal address
 * @param port 1 to 65535
 */
public record HostPort(Target target, int port) {
    /** Reads an authority as a protocol carries it; the port must be there. */
    public static Parsed<HostPort> parse(String text) {
        return HostPortText.parse(text);
    }

    /** Reads an authority as a protocol carries it; a byte of 0x80 or more is refused. */
    public static Parsed<HostPort> parse(byte[] text) {
        return parse(new String(text, StandardCharsets.ISO_8859_1));
    }

    /** The connection that is asked for. */
    public Flow flow() {
        return new Flow(target, port);
    }

    @Override
    public String toString() {
        return flow().toString();
    }
}
