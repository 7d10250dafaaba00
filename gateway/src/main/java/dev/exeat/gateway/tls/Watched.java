package dev.exeat.gateway.tls;

import dev.exeat.policy.DenyReason;

/** What becomes of bytes that a client sent after its first ClientHello, or with it. */
public sealed interface Watched {
    /**
     * The first of these bytes may go on. The rest is the beginning of a second ClientHello, and waits.
     *
     * @param octets how many may go on; all of them unless a second hello has begun
     */
    record Pass(int octets) implements Watched {}

    /** All that waited may go on, and these bytes after it; nothing is left to be watched. */
    record Opaque() implements Watched {}

    /**
     * Neither these bytes nor those that wait may go on.
     *
     * @param detail what was found, one sentence for the operator, without a character that could change a terminal
     */
    record Refused(DenyReason reason, String detail) implements Watched {}
}
