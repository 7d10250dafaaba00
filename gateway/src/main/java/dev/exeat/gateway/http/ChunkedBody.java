package dev.exeat.gateway.http;

import dev.exeat.policy.DenyReason;
import io.netty.buffer.ByteBuf;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A body in chunks (RFC 9112 section 7.1). The lines between the data are written anew, so that nobody after us reads another size than
 * we did. Chunk extensions are refused in requests: no client needs them, and parsers differ about where they end; in responses they are
 * dropped. The last chunk is held back until its trailer section is sound, so that a body that is cut short is never complete.
 */
final class ChunkedBody implements Body {
    private enum At {
        SIZE,
        DATA,
        DATA_END,
        TRAILERS,
        END
    }

    /** Fields that a trailer section must not have (RFC 9110 section 6.5.1): framing, routing, credentials, handling of the content. */
    private static final Set<String> NOT_IN_TRAILERS = Set.of(
            "transfer-encoding",
            "content-length",
            "content-encoding",
            "content-type",
            "content-range",
            "host",
            "connection",
            "keep-alive",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "max-forwards",
            "cache-control",
            "range",
            "authorization",
            "proxy-authorization",
            "proxy-authenticate",
            "www-authenticate",
            "cookie",
            "set-cookie",
            "location");

    private final boolean lenient;
    private final LineReader sizes;
    private final LineReader dataEnds = new LineReader(0, DenyReason.HTTP_MALFORMED);
    private final LineReader trailerLines = new LineReader(HttpLimits.TRAILERS, DenyReason.HTTP_TOO_LARGE);
    private final Fields trailers = new Fields();
    private At at = At.SIZE;
    private long left;
    private int trailerOctets;

    /** A body that has not begun; lenient for a response. */
    ChunkedBody(boolean lenient) {
        this.lenient = lenient;
        this.sizes =
                new LineReader(lenient ? HttpLimits.CHUNK_LINE : HttpLimits.CHUNK_DIGITS, DenyReason.HTTP_MALFORMED);
    }

    @Override
    public void pass(ByteBuf in, Outflow out) throws HttpFault {
        while (in.isReadable() && at != At.END) {
            switch (at) {
                case SIZE -> size(sizes.next(in), out);
                case DATA -> data(in, out);
                case DATA_END -> dataEnd(dataEnds.next(in), out);
                case TRAILERS -> trailer(trailerLines.next(in), out);
                case END -> {}
            }
        }
    }

    @Override
    public boolean isComplete() {
        return at == At.END;
    }

    private void size(@Nullable String line, Outflow out) throws HttpFault {
        if (line == null) {
            return;
        }
        String digits = lenient ? withoutExtension(line) : line;
        if (!Octets.isHexDigits(digits) || digits.length() > HttpLimits.CHUNK_DIGITS) {
            throw HttpFault.malformed("a chunk size that is no plain hexadecimal number");
        }
        left = Long.parseLong(digits, 16);
        if (left == 0) {
            at = At.TRAILERS;
        } else {
            out.text(Long.toHexString(left) + "\r\n");
            at = At.DATA;
        }
    }

    private static String withoutExtension(String line) {
        int semicolon = line.indexOf(';');
        String size = semicolon < 0 ? line : line.substring(0, semicolon);
        return size.isEmpty() || Octets.isBlank(size.charAt(0)) ? size : Octets.trim(size);
    }

    private void data(ByteBuf in, Outflow out) {
        int octets = (int) Math.min(left, in.readableBytes());
        out.pass(in, octets);
        left -= octets;
        if (left == 0) {
            at = At.DATA_END;
        }
    }

    private void dataEnd(@Nullable String line, Outflow out) {
        if (line != null) {
            out.text("\r\n");
            at = At.SIZE;
        }
    }

    private void trailer(@Nullable String line, Outflow out) throws HttpFault {
        if (line == null) {
            return;
        }
        if (line.isEmpty()) {
            StringBuilder end = new StringBuilder("0\r\n");
            trailers.writeTo(end);
            out.text(end);
            at = At.END;
            return;
        }
        Field field = Field.parse(line);
        trailerOctets += line.length() + 2;
        if (trailerOctets > HttpLimits.TRAILERS || trailers.count() == HttpLimits.TRAILER_FIELDS) {
            throw HttpFault.tooLarge("a trailer section of more than " + HttpLimits.TRAILER_FIELDS + " fields or "
                    + HttpLimits.TRAILERS + " octets");
        }
        if (NOT_IN_TRAILERS.contains(field.key().replace('_', '-'))) {
            throw HttpFault.malformed("a trailer field that belongs into the head");
        }
        trailers.add(field);
    }
}
