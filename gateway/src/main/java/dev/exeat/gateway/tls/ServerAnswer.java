package dev.exeat.gateway.tls;

/** What a server says first to a ClientHello. */
public enum ServerAnswer {
    /** Too few bytes came to say. */
    UNKNOWN,
    /** A HelloRetryRequest (RFC 8446 section 4.1.4): the client is to send another ClientHello. */
    RETRY,
    /** Anything else: a ServerHello, or no TLS at all. No other ClientHello is read by a server that said this. */
    FINAL
}
