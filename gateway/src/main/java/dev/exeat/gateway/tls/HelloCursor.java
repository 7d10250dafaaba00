package dev.exeat.gateway.tls;

import java.util.Arrays;

/** A cursor over a part of a ClientHello that never reads outside it; vectors are as in RFC 8446 section 3.4. */
final class HelloCursor {
    private final byte[] bytes;
    private final int end;
    private int position;

    HelloCursor(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    boolean isAtEnd() {
        return position == end;
    }

    /** How many bytes are left. */
    int size() {
        return end - position;
    }

    int u8(String what) throws RefusedHello {
        need(1, what);
        return bytes[position++] & 0xff;
    }

    int u16(String what) throws RefusedHello {
        return (u8(what) << 8) | u8(what);
    }

    /** The next bytes, as many as that. */
    HelloCursor take(int octets, String what) throws RefusedHello {
        need(octets, what);
        position += octets;
        return new HelloCursor(bytes, position - octets, position);
    }

    /** A vector with one octet of length. */
    HelloCursor vector8(String what) throws RefusedHello {
        return take(u8(what), what);
    }

    /** A vector with two octets of length. */
    HelloCursor vector16(String what) throws RefusedHello {
        return take(u16(what), what);
    }

    /** A vector with two octets of length that is not empty, and after which nothing is left. */
    HelloCursor onlyVector16(String what) throws RefusedHello {
        HelloCursor vector = vector16(what);
        if (!isAtEnd()) {
            throw RefusedHello.malformed("bytes follow the " + what + " that its length does not cover");
        }
        if (vector.isAtEnd()) {
            throw RefusedHello.malformed("the " + what + " is empty");
        }
        return vector;
    }

    /** A copy of what is left; the cursor stays. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, position, end);
    }

    private void need(int octets, String what) throws RefusedHello {
        if (octets > size()) {
            throw RefusedHello.malformed("the ClientHello ends inside of its " + what);
        }
    }
}
