package dev.exeat.gateway.http;

import dev.exeat.policy.HostPort;
import dev.exeat.policy.Parsed;

/** What a request is for (RFC 9112 section 3.2). */
sealed interface RequestTarget {
    /** A path, with its query. */
    record Origin(String text) implements RequestTarget {}

    /**
     * A URL of scheme http.
     *
     * @param authority its host and port
     * @param rest its path and query, which may both be empty
     */
    record Absolute(Authority authority, String rest) implements RequestTarget {}

    /** The host and port that a CONNECT names. */
    record Endpoint(HostPort hostPort) implements RequestTarget {}

    /** The server as a whole ({@code *}), for OPTIONS. */
    record Asterisk() implements RequestTarget {}

    static RequestTarget parse(String method, String text) throws HttpFault {
        if (!Octets.isVisible(text) || text.indexOf('#') >= 0) {
            throw HttpFault.malformed("a request target with what no URL has");
        }
        if (method.equals(RequestLine.CONNECT)) {
            return endpoint(text);
        }
        if (text.startsWith("/")) {
            return new Origin(text);
        }
        return text.equals("*") && method.equals("OPTIONS") ? new Asterisk() : absolute(text);
    }

    private static RequestTarget endpoint(String text) throws HttpFault {
        return switch (HostPort.parse(text)) {
            case Parsed.Ok<HostPort>(HostPort hostPort) -> new Endpoint(hostPort);
            case Parsed.Bad<HostPort>(var problems) ->
                throw HttpFault.malformed(problems.getFirst().message());
        };
    }

    private static RequestTarget absolute(String text) throws HttpFault {
        String scheme = "http://";
        if (!text.regionMatches(true, 0, scheme, 0, scheme.length())) {
            throw HttpFault.malformed("a request target that is neither a path nor an http URL");
        }
        int end = scheme.length();
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
            end++;
        }
        return new Absolute(Authority.parse(text.substring(scheme.length(), end)), text.substring(end));
    }

    /** What an origin server is sent; an OPTIONS without path and query is about the server as a whole (section 3.2.4). */
    default String originForm(String method) {
        return switch (this) {
            case Origin(String text) -> text;
            case Absolute(Authority ignored, String rest) when rest.isEmpty() -> method.equals("OPTIONS") ? "*" : "/";
            case Absolute(Authority ignored, String rest) -> rest.startsWith("/") ? rest : "/" + rest;
            case Endpoint(HostPort hostPort) -> hostPort.toString();
            case Asterisk() -> "*";
        };
    }
}
