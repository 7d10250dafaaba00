package dev.exeat.gateway.http;

import dev.exeat.policy.DenyReason;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines that end with CRLF and nothing else, in however many pieces they come. A bare CR, a bare LF and every other control
 * character is refused as soon as it is seen, so that no two parsers can differ about where a line ends (RFC 9112 section 2.2).
 */
final class LineReader {
    private static final int FIRST_SIZE = 128;
    private static final int KEPT_SIZE = 1024;

    private final int limit;
    private final DenyReason overlong;
    private byte[] line = {};
    private int length;
    private boolean carriage;

    /**
     * A reader of lines.
     *
     * @param limit the longest line without its CRLF
     * @param overlong why a longer one is refused
     */
    LineReader(int limit, DenyReason overlong) {
        this.limit = limit;
        this.overlong = overlong;
    }

    /** The next line without its CRLF; null when it has not come to its end, and then all of {@code in} is read. */
    @Nullable
    String next(ByteBuf in) throws HttpFault {
        while (in.isReadable()) {
            int octet = in.readUnsignedByte();
            if (carriage) {
                return end(octet);
            }
            if (octet == '\r') {
                carriage = true;
            } else {
                append(octet);
            }
        }
        return null;
    }

    private String end(int octet) throws HttpFault {
        if (octet != '\n') {
            throw HttpFault.malformed("a carriage return without a line feed");
        }
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        length = 0;
        carriage = false;
        if (line.length > KEPT_SIZE) {
            line = new byte[0];
        }
        return text;
    }

    private void append(int octet) throws HttpFault {
        if (octet == '\n') {
            throw HttpFault.malformed("a line feed without a carriage return");
        }
        if (Octets.isControl(octet)) {
            throw HttpFault.malformed("a control character in a line");
        }
        if (length == limit) {
            throw new HttpFault(overlong, "a line of more than " + limit + " octets");
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(limit, Math.max(FIRST_SIZE, length * 2)));
        }
        line[length++] = (byte) octet;
    }

    /** Whether part of a line has come. */
    boolean hasBegun() {
        return length > 0 || carriage;
    }
}
