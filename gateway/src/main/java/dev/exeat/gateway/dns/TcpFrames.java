package dev.exeat.gateway.dns;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a TCP stream into messages by their two octets of length (RFC 1035, section 4.2.2; RFC 7766). Holds one message
 * at most.
 */
final class TcpFrames {
    private final int mostOctets;
    private int firstOctet = -1;
    private byte @Nullable [] frame;
    private int filled;

    TcpFrames(int mostOctets) {
        this.mostOctets = mostOctets;
    }

    /** Whether a message has begun and is not complete. */
    boolean partial() {
        return firstOctet >= 0 || frame != null;
    }

    /** The next whole message, or null when more octets are needed. */
    byte @Nullable [] next(ByteBuf in) throws MalformedMessage {
        while (frame == null) {
            if (!in.isReadable()) {
                return null;
            }
            readLength(in.readUnsignedByte());
        }
        byte[] whole = frame;
        int octets = Math.min(in.readableBytes(), whole.length - filled);
        in.readBytes(whole, filled, octets);
        filled += octets;
        if (filled < whole.length) {
            return null;
        }
        frame = null;
        filled = 0;
        return whole;
    }

    private void readLength(int octet) throws MalformedMessage {
        if (firstOctet < 0) {
            firstOctet = octet;
            return;
        }
        int length = (firstOctet << 8) | octet;
        firstOctet = -1;
        if (length < WireReader.HEADER_OCTETS || length > mostOctets) {
            throw new MalformedMessage("TCP message of " + length + " octets");
        }
        frame = new byte[length];
    }
}
