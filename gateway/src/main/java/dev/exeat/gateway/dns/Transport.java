package dev.exeat.gateway.dns;

/** How a query came, and so how long its answer may be. */
public enum Transport {
    /** One datagram: the answer has at most what the client takes. */
    UDP,
    /** A stream: the answer may be as long as a message can be. */
    TCP
}
