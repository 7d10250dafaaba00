package dev.exeat.gateway.dns;

import java.time.Duration;

/**
 * What a client may cost over TCP (RFC 7766, section 6.2).
 *
 * @param message how long one message may take from its first octet to its last
 * @param idle how long a connection may stay without a message
 * @param connections how many there are at once
 */
record TcpLimits(Duration message, Duration idle, int connections) {
    static final TcpLimits STANDARD = new TcpLimits(Duration.ofSeconds(2), Duration.ofSeconds(10), 64);
}
