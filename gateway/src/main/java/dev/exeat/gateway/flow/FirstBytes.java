package dev.exeat.gateway.flow;

import io.netty.buffer.ByteBuf;

/** What a protocol looks like from its first bytes. */
enum FirstBytes {
    /** Too few to say. */
    UNDECIDED("tcp"),
    /** A TLS record with a handshake message in it, or what claims to be one. */
    TLS("tls"),
    /** A method in capitals and a space: HTTP/1, or what claims to be it. */
    HTTP("http"),
    /** Anything else. */
    OTHER("tcp");

    private static final int TLS_HANDSHAKE = 0x16;
    /** The two-byte length of an SSL 2 hello has its highest bit set, and a TLS client that speaks SSL 2 first is one all the same. */
    private static final int SSL2_LENGTH = 0x80;

    private static final int SSL2_CLIENT_HELLO = 1;
    private static final int LONGEST_METHOD = 24;

    private final String protocol;

    FirstBytes(String protocol) {
        this.protocol = protocol;
    }

    /** The word of the journal. */
    String protocol() {
        return protocol;
    }

    /** Judges the readable bytes, which stay unread. */
    static FirstBytes of(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (length == 0) {
            return UNDECIDED;
        }
        int start = bytes.readerIndex();
        int first = bytes.getUnsignedByte(start);
        if (first == TLS_HANDSHAKE) {
            return TLS;
        }
        if (first >= SSL2_LENGTH) {
            return ssl2(bytes, start, length);
        }
        // an empty line before a request is allowed (RFC 9112 section 2.2)
        return first == '\r' || first == '\n' ? HTTP : method(bytes, start, length);
    }

    private static FirstBytes ssl2(ByteBuf bytes, int start, int length) {
        if (length < 3) {
            return UNDECIDED;
        }
        return bytes.getByte(start + 2) == SSL2_CLIENT_HELLO ? TLS : OTHER;
    }

    private static FirstBytes method(ByteBuf bytes, int start, int length) {
        for (int i = 0; i < Math.min(length, LONGEST_METHOD + 1); i++) {
            int b = bytes.getByte(start + i);
            if (b == ' ' && i > 0) {
                return HTTP;
            }
            boolean fits = (b >= 'A' && b <= 'Z') || b == '-' || b == '_';
            if (!fits) {
                return OTHER;
            }
        }
        return length > LONGEST_METHOD ? OTHER : UNDECIDED;
    }
}
