package dev.exeat.gateway.http;

import dev.exeat.policy.DenyReason;
import java.util.Set;

/**
 * A request line (RFC 9112 section 3).
 *
 * @param method the method, case-sensitive
 * @param target the request target
 * @param minor the minor version: 0 or 1
 */
record RequestLine(String method, RequestTarget target, int minor) {
    static final String CONNECT = "CONNECT";
    static final String HEAD = "HEAD";
    /** Methods that change what follows; another spelling of them might be one for somebody else. */
    private static final Set<String> STRUCTURAL = Set.of("connect", "head", "pri");

    static RequestLine parse(String line) throws HttpFault {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        if (first < 0 || second < 0) {
            throw HttpFault.malformed("a request line without its three parts");
        }
        String method = line.substring(0, first);
        String target = line.substring(first + 1, second);
        String version = line.substring(second + 1);
        if (line.equals("PRI * HTTP/2.0")) {
            throw new HttpFault(DenyReason.HTTP2_CLEARTEXT, "http/2 without tls");
        }
        checkMethod(method);
        int minor = minor(version);
        return new RequestLine(method, RequestTarget.parse(method, target), minor);
    }

    private static void checkMethod(String method) throws HttpFault {
        boolean structural = STRUCTURAL.contains(Octets.lower(method));
        if (!Octets.isToken(method) || (structural && !method.equals(CONNECT) && !method.equals(HEAD))) {
            throw HttpFault.malformed("a method that is no token, or nearly one that means something else");
        }
    }

    private static int minor(String version) throws HttpFault {
        return switch (version) {
            case "HTTP/1.1" -> 1;
            case "HTTP/1.0" -> 0;
            default -> throw HttpFault.malformed("a version that is neither HTTP/1.1 nor HTTP/1.0");
        };
    }
}
