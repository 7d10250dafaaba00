package dev.exeat.gateway.tls;

import dev.exeat.policy.Content;
import dev.exeat.policy.DenyReason;
import java.util.List;

/** How far a ClientHello has been read. */
public sealed interface HelloProgress {
    /** It is right so far, and not complete. */
    record More() implements HelloProgress {}

    /**
     * It is complete and right.
     *
     * @param content what it is, for the decision
     * @param protocols the application protocols that it offers (RFC 7301) in its order, for records: printable ASCII as it is, a
     *     backslash and every other byte as {@code \xNN}; at most {@value ProtocolNames#MOST} of them
     */
    record Read(Content.Tls content, List<String> protocols) implements HelloProgress {
        public Read {
            protocols = List.copyOf(protocols);
        }
    }

    /**
     * It is none that may pass.
     *
     * @param reason {@link DenyReason#TLS_MALFORMED} or {@link DenyReason#TLS_TOO_LARGE}
     * @param detail what was found, one sentence for the operator, without a character that could change a terminal
     */
    record Refused(DenyReason reason, String detail) implements HelloProgress {}
}
