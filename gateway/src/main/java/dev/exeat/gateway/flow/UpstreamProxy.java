package dev.exeat.gateway.flow;

import dev.exeat.policy.Flow;
import dev.exeat.policy.HostPort;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Target;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An HTTP proxy of the operator's, by which the gateway's own connections go out.
 *
 * @param host where it is
 * @param port 1 to 65535
 * @param credentials {@code user:password}; empty for none
 */
public record UpstreamProxy(Target host, int port, String credentials) {
    private static final String SCHEME = "http://";

    /** Reads {@code http://[USER:PASSWORD@]HOST:PORT}, with a slash at the end or not. */
    public static Parsed<UpstreamProxy> parse(String text) {
        if (!text.startsWith(SCHEME)) {
            return bad("'" + shown(text) + "' is not a URL that begins with 'http://'");
        }
        String rest = text.substring(SCHEME.length());
        String authority = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        int at = authority.lastIndexOf('@');
        String user = at < 0 ? "" : authority.substring(0, at);
        return switch (HostPort.parse(authority.substring(at + 1))) {
            case Parsed.Bad<HostPort> bad -> bad("'" + shown(text) + "' has no host and port that can be read");
            case Parsed.Ok<HostPort>(HostPort place) -> of(place, user);
        };
    }

    private static Parsed<UpstreamProxy> of(HostPort place, String user) {
        try {
            String credentials = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
            boolean plain = credentials.chars().noneMatch(c -> c < ' ' || c == 0x7f);
            return plain
                    ? Parsed.ok(new UpstreamProxy(place.target(), place.port(), credentials))
                    : bad("has control characters in its user or password");
        } catch (IllegalArgumentException e) {
            return bad("has a '%' in its user or password that stands before no two hex digits");
        }
    }

    private static Parsed<UpstreamProxy> bad(String what) {
        return Parsed.bad(
                "upstream-proxy-form",
                "upstream proxy " + what,
                "write for example 'http://proxy.corp.example:3128'; other kinds of proxy are not supported");
    }

    /** A message must not repeat a password. */
    private static String shown(String text) {
        return text.replaceFirst("//.*@", "//...@");
    }

    /** What {@link #parse} reads, credentials included: never to be shown. */
    public String url() {
        String user = credentials.isEmpty()
                ? ""
                : URLEncoder.encode(credentials, StandardCharsets.UTF_8).replace("+", "%20") + "@";
        return SCHEME + user + new HostPort(host, port);
    }

    /** The request for a tunnel to an address. */
    String request(Flow to) {
        String login = credentials.isEmpty()
                ? ""
                : "Proxy-Authorization: Basic "
                        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n";
        return "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n" + login + "\r\n";
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return SCHEME + new HostPort(host, port);
    }
}
