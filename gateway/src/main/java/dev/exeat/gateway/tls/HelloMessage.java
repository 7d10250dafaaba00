package dev.exeat.gateway.tls;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The bytes of one handshake message, put together from its records (RFC 8446 section 4). The memory grows with what came and not with
 * what was announced: nine bytes may announce 16 MiB.
 */
final class HelloMessage {
    private static final int HEADER_OCTETS = 4;
    private static final int CLIENT_HELLO = 1;
    private static final int FIRST_CAPACITY = 512;

    private final int limit;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int filled;
    private int announced;

    HelloMessage(int limit) {
        this.limit = limit;
    }

    /** Takes at least one and at most {@code most} bytes from that index on, and gives how many; not called once it is complete. */
    int take(ByteBuf from, int index, int most) throws RefusedHello {
        boolean inHeader = filled < HEADER_OCTETS;
        int octets = inHeader ? 1 : Math.min(most, total() - filled);
        makeRoom(octets);
        from.getBytes(index, bytes, filled, octets);
        filled += octets;
        if (inHeader) {
            checkHeader(bytes[filled - 1] & 0xff);
        }
        return octets;
    }

    boolean isComplete() {
        return filled >= HEADER_OCTETS && filled == total();
    }

    /** What follows the header, once it is complete. */
    HelloCursor body() {
        return new HelloCursor(bytes, HEADER_OCTETS, filled);
    }

    private int total() {
        return HEADER_OCTETS + announced;
    }

    private void checkHeader(int octet) throws RefusedHello {
        if (filled == 1) {
            if (octet != CLIENT_HELLO) {
                throw RefusedHello.malformed(
                        "the first handshake message has type " + octet + " and is no ClientHello");
            }
            return;
        }
        announced |= octet << (8 * (HEADER_OCTETS - filled));
        if (total() > limit) {
            throw RefusedHello.tooLarge("the ClientHello announces more than " + limit + " bytes");
        }
    }

    private void makeRoom(int octets) {
        if (filled + octets > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(total(), Math.max(filled + octets, 2 * bytes.length)));
        }
    }
}
