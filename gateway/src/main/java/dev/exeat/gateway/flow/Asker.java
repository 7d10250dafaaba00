package dev.exeat.gateway.flow;

import dev.exeat.policy.DenyReason;

/** Whoever asked for a flow, and how it is told what becomes of it before a byte of the flow has passed. One event loop. */
interface Asker {
    /** Whether it is told at all: a captured connection believes itself connected already. */
    boolean isTold();

    /** The flow may begin. */
    void accepted();

    /** The flow is refused; the connection ends with it. */
    void denied(DenyReason reason, String decision);

    /** The flow is allowed, and its target could not be reached; the connection ends with it. */
    void failed(DenyReason reason, boolean timeout);
}
