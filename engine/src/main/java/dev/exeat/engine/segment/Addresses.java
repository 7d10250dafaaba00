package dev.exeat.engine.segment;

import dev.exeat.policy.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Literal addresses as Java's sockets want them; nothing is ever looked up. */
final class Addresses {
    private Addresses() {}

    static InetAddress of(String literal) {
        return of(IpAddress.parse(literal).orElseThrow().bytes());
    }

    static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
