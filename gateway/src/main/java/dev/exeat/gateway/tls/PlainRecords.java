package dev.exeat.gateway.tls;

/**
 * Where the records of one direction begin and end (RFC 8446 section 5.1), whatever is in them. One octet of a header at a time, any
 * amount of content at once; lengths are not judged, since the other side ends the connection over a wrong one.
 */
final class PlainRecords {
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    private static final int MAJOR = 3;

    private int filled;
    private int type;
    private int length;
    private int left;

    /** Whether the next octet is the first one of a record. */
    boolean isAtStart() {
        return filled == 0 && left == 0;
    }

    /** Whether the next octet is content of a record. */
    boolean isInside() {
        return left > 0;
    }

    /** The type of the record that was begun last. */
    int type() {
        return type;
    }

    /** Takes the next octet of a header; false if no TLS record has it. */
    boolean header(int octet) {
        switch (filled++) {
            case 0 -> type = octet;
            case 1 -> {
                return octet == MAJOR;
            }
            // the minor version says nothing
            case 2 -> {}
            case 3 -> length = octet << 8;
            default -> {
                filled = 0;
                left = length | octet;
            }
        }
        return true;
    }

    /** Passes over at most {@code most} octets of content; gives how many. */
    int skip(int most) {
        int octets = Math.min(most, left);
        left -= octets;
        return octets;
    }
}
