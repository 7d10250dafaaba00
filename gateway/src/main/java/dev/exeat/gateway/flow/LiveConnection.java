package dev.exeat.gateway.flow;

/** A connection that bytes move on. Safe for threads. */
interface LiveConnection {
    /** Resets it. */
    void abort(RelayEnd why);

    /** Whether everything that the sandbox sent, its end included, has arrived at the other side. */
    boolean isDelivered();

    /** How many bytes have moved so far, in both directions. */
    long moved();
}
