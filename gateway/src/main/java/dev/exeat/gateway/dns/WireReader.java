package dev.exeat.gateway.dns;

import java.util.Arrays;

/**
 * A cursor over one DNS message that never reads outside it. Names are decompressed by backward pointers only, with at
 * most {@value #MAX_POINTERS} of them, so that every name ends in bounded time (RFC 1035, section 4.1.4).
 */
final class WireReader {
    static final int HEADER_OCTETS = 12;

    private static final int MAX_POINTERS = 10;
    private static final int MAX_LABEL_OCTETS = 63;

    private final byte[] message;
    private int position;

    WireReader(byte[] message, int position) {
        this.message = message;
        this.position = position;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == message.length;
    }

    /** A second cursor over the same message. */
    WireReader at(int elsewhere) {
        return new WireReader(message, elsewhere);
    }

    int u8() throws MalformedMessage {
        need(1);
        return message[position++] & 0xff;
    }

    int u16() throws MalformedMessage {
        return (u8() << 8) | u8();
    }

    long u32() throws MalformedMessage {
        return ((long) u16() << 16) | u16();
    }

    byte[] take(int octets) throws MalformedMessage {
        need(octets);
        position += octets;
        return Arrays.copyOfRange(message, position - octets, position);
    }

    void skip(int octets) throws MalformedMessage {
        need(octets);
        position += octets;
    }

    /** Reads a name and stops after its last octet in place (the root's zero or the first pointer). */
    WireName name() throws MalformedMessage {
        byte[] name = new byte[WireName.MAX_OCTETS];
        int length = 0;
        int at = position;
        int segment = position;
        int pointers = 0;
        int after = -1;
        while (true) {
            int octet = octetAt(at);
            if ((octet & 0xc0) == 0xc0) {
                int target = ((octet & 0x3f) << 8) | octetAt(at + 1);
                after = after < 0 ? at + 2 : after;
                pointers++;
                checkPointer(target, segment, pointers);
                at = target;
                segment = target;
                continue;
            }
            length = copyLabel(at, octet, name, length);
            at += octet + 1;
            if (octet == 0) {
                position = after < 0 ? at : after;
                return new WireName(Arrays.copyOf(name, length));
            }
        }
    }

    private static void checkPointer(int target, int segment, int pointers) throws MalformedMessage {
        if (target < HEADER_OCTETS || target >= segment || pointers > MAX_POINTERS) {
            throw new MalformedMessage("compression pointer that does not go back to a name");
        }
    }

    private int copyLabel(int at, int octets, byte[] name, int length) throws MalformedMessage {
        if (octets > MAX_LABEL_OCTETS) {
            throw new MalformedMessage("label type that no standard allows");
        }
        // every label but the root must leave a place for the root
        if (length + octets + 1 + (octets == 0 ? 0 : 1) > WireName.MAX_OCTETS) {
            throw new MalformedMessage("name of more than 255 octets");
        }
        if (at + 1 + octets > message.length) {
            throw new MalformedMessage("label that goes beyond the message");
        }
        System.arraycopy(message, at, name, length, octets + 1);
        return length + octets + 1;
    }

    private int octetAt(int at) throws MalformedMessage {
        if (at >= message.length) {
            throw new MalformedMessage("name that goes beyond the message");
        }
        return message[at] & 0xff;
    }

    private void need(int octets) throws MalformedMessage {
        if (octets < 0 || octets > message.length - position) {
            throw new MalformedMessage("message ends early");
        }
    }
}
