package dev.exeat.gateway.tls;

/** The headers of TLS records before anything is encrypted (RFC 8446 section 5.1), read one octet at a time. */
final class RecordHeader {
    /** The most records of one hello. Real ones take one or two; a post-quantum hello cut into records of one byte still passes. */
    static final int MOST_RECORDS = 4096;

    private static final int MOST_OCTETS = 1 << 14;
    private static final int HANDSHAKE = 22;

    private int records;
    private int filled;
    private int length;

    /** Takes the next octet; gives the length of the record's content after the last one of its header, and 0 before. */
    int take(int octet) throws RefusedHello {
        switch (filled++) {
            case 0 -> checkType(octet);
            case 1 -> checkMajor(octet);
            // the minor version says nothing and is ignored for all purposes (RFC 5246 appendix E.1, RFC 8446 section
            // 5.1)
            case 2 -> {}
            case 3 -> announce(octet << 8);
            default -> {
                announce(length | octet);
                return end();
            }
        }
        return 0;
    }

    private void checkType(int type) throws RefusedHello {
        if (records == MOST_RECORDS) {
            throw RefusedHello.tooLarge("the ClientHello is spread over more than " + MOST_RECORDS + " records");
        }
        records++;
        if (records == 1 && type >= 0x80) {
            throw RefusedHello.malformed("the first byte is that of an SSL 2 hello, not of a TLS record");
        }
        if (type != HANDSHAKE) {
            throw RefusedHello.malformed("a record of type " + type + " comes before the ClientHello is complete");
        }
    }

    private static void checkMajor(int major) throws RefusedHello {
        if (major != 3) {
            throw RefusedHello.malformed("a record has the major version " + major + " where TLS has 3");
        }
    }

    private void announce(int atLeast) throws RefusedHello {
        length = atLeast;
        if (length > MOST_OCTETS) {
            throw RefusedHello.malformed("a record announces more than " + MOST_OCTETS + " bytes");
        }
    }

    private int end() throws RefusedHello {
        if (length == 0) {
            throw RefusedHello.malformed("a handshake record is empty");
        }
        filled = 0;
        return length;
    }
}
