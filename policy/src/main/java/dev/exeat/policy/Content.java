package dev.exeat.policy;

import org.jspecify.annotations.Nullable;

/** What the bytes of a flow turn out to be, as far as they must agree with what the flow was opened for. */
public sealed interface Content {
    /**
     * A TLS ClientHello (RFC 8446 section 4.1.2).
     *
     * @param serverName its server name (RFC 6066 section 3); null when it has none
     * @param encrypted whether it carries an Encrypted ClientHello, real or GREASE (the two cannot be told apart)
     */
    record Tls(@Nullable HostName serverName, boolean encrypted) implements Content {}

    /**
     * One HTTP/1 request.
     *
     * @param host what its Host field (or the authority of an absolute-form target) names
     * @param port the port that it names; 0 when it names none
     * @param method the method, case-sensitive
     * @param path the path as it was sent, without the query; {@code *} for the asterisk-form
     */
    record Http(Target host, int port, String method, String path) implements Content {}

    /** Neither TLS nor HTTP. */
    record Other() implements Content {}
}
