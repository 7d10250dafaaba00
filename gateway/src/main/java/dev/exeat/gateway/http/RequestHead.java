package dev.exeat.gateway.http;

import dev.exeat.policy.Content;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Target;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request head that can be read in one way only.
 *
 * @param line the request line
 * @param fields the fields as they came
 * @param authority what it is for: the target's authority, or the Host field
 * @param framing how its end is known
 */
record RequestHead(RequestLine line, Fields fields, Authority authority, Framing framing) {
    /** Fields that decide what a request is or where it goes. A server that maps '_' to '-' would take more names for one. */
    private static final Set<String> STRUCTURAL = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "keep-alive",
            "proxy-connection");
    /** Fields that a Connection field must not take away (RFC 9110 section 7.6.1). */
    private static final Set<String> END_TO_END = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "content-type",
            "content-encoding",
            "trailer",
            "expect",
            "authorization",
            "cookie");

    /** Reads a head as a whole; its lines are sound by themselves. */
    static RequestHead of(RequestLine line, Fields fields) throws HttpFault {
        if (fields.has(RequestHead::looksStructural)) {
            throw HttpFault.malformed("a field name that some servers take for one of framing");
        }
        checkConnection(fields);
        checkExpect(fields);
        Framing framing = Framing.ofRequest(fields, line.minor());
        if (line.target() instanceof RequestTarget.Endpoint && !isEmpty(framing)) {
            throw HttpFault.malformed("a CONNECT with a body");
        }
        return new RequestHead(line, fields, authority(line, fields), framing);
    }

    private static boolean looksStructural(Field field) {
        StringBuilder mapped = new StringBuilder(field.key());
        for (int i = 0; i < mapped.length(); i++) {
            if (!Character.isLetterOrDigit(mapped.charAt(i))) {
                mapped.setCharAt(i, '-');
            }
        }
        return !field.key().contentEquals(mapped) && STRUCTURAL.contains(mapped.toString());
    }

    private static void checkConnection(Fields fields) throws HttpFault {
        for (String option : fields.members("connection")) {
            if (!Octets.isToken(option) || END_TO_END.contains(option)) {
                throw HttpFault.malformed("a connection option that is no token, or a field that must stay");
            }
        }
        if (fields.members("te").stream().anyMatch(coding -> coding.contains("chunked"))) {
            throw HttpFault.malformed("te names chunked");
        }
    }

    private static void checkExpect(Fields fields) throws HttpFault {
        String expect = fields.single("expect");
        if (expect != null && !Octets.lower(expect).equals("100-continue")) {
            throw HttpFault.malformed("an expectation other than 100-continue");
        }
    }

    private static Authority authority(RequestLine line, Fields fields) throws HttpFault {
        String text = fields.single("host");
        Authority host = text == null ? null : Authority.parse(text);
        if (host == null && line.minor() == 1) {
            throw HttpFault.malformed("no host field");
        }
        return switch (line.target()) {
            case RequestTarget.Absolute(Authority authority, String ignored) -> same(authority, host, false);
            case RequestTarget.Endpoint(var hostPort) ->
                same(new Authority(hostPort.target(), hostPort.port(), hostPort.toString()), host, true);
            case RequestTarget.Origin ignored -> bound(host);
            case RequestTarget.Asterisk() -> bound(host);
        };
    }

    /** HTTP/1.0 may leave the Host field out; but then nothing says which of a server's hosts is meant, and it can't be bound to a name. */
    private static Authority bound(@Nullable Authority host) throws HttpFault {
        if (host == null) {
            throw new HttpFault(DenyReason.HOST_MISMATCH, "an http/1.0 request without a host field");
        }
        return host;
    }

    private static Authority same(Authority authority, @Nullable Authority host, boolean portMayBeMissing)
            throws HttpFault {
        boolean equal = host == null
                || host.flow().equals(authority.flow())
                || (portMayBeMissing && host.port() == 0 && host.host().equals(authority.host()));
        if (!equal) {
            throw HttpFault.malformed("a host field that is not the authority of the request target");
        }
        return authority;
    }

    private static boolean isEmpty(Framing framing) {
        return framing instanceof Framing.None || framing.equals(new Framing.Length(0));
    }

    /** Whether nothing follows the head. */
    boolean hasNoBody() {
        return isEmpty(framing);
    }

    boolean isHead() {
        return line.method().equals(RequestLine.HEAD);
    }

    /** Whether the sender would send another request after it (RFC 9112 section 9.3). */
    boolean isPersistent() {
        return Persistence.of(fields, line.minor());
    }

    /** Whether the client may wait for a 100 response before it sends the body (RFC 9110 section 10.1.1). */
    boolean expectsContinue() {
        return fields.has("expect") && line.minor() == 1 && !hasNoBody();
    }

    /** What the request says of itself, for the decision. */
    Content.Http content() {
        Target host = authority.host();
        String target = line.target().originForm(line.method());
        int query = target.indexOf('?');
        return new Content.Http(host, authority.port(), line.method(), query < 0 ? target : target.substring(0, query));
    }
}
