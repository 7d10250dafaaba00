package dev.exeat.gateway.http;

import org.jspecify.annotations.Nullable;

/** How the end of a message is known (RFC 9112 section 6.3). */
sealed interface Framing {
    /** Nothing follows the head. */
    record None() implements Framing {}

    /** So many octets. */
    record Length(long octets) implements Framing {}

    /** Chunks, with their trailer section. */
    record Chunked() implements Framing {}

    /** Everything until the connection ends; responses only. */
    record UntilClose() implements Framing {}

    /** The framing of a request: without a field of framing it has no body. */
    static Framing ofRequest(Fields fields, int minor) throws HttpFault {
        Framing said = said(fields, minor);
        return said == null ? new None() : said;
    }

    /**
     * The framing of a response (not a 1xx one). What it says of a body that its status or method rules out must be sound too, since an
     * upstream that means it would send one.
     */
    static Framing ofResponse(Fields fields, int minor, int status, boolean toHead) throws HttpFault {
        Framing said = said(fields, minor);
        if (status == 204 && said != null && !said.equals(new Length(0))) {
            throw HttpFault.malformed("a 204 response with a body");
        }
        if (toHead || status == 204 || status == 304) {
            return new None();
        }
        return said == null ? new UntilClose() : said;
    }

    private static @Nullable Framing said(Fields fields, int minor) throws HttpFault {
        String coding = fields.single("transfer-encoding");
        String length = fields.single("content-length");
        if (coding == null) {
            return length == null ? null : new Length(length(length));
        }
        if (length != null) {
            throw HttpFault.malformed("both transfer-encoding and content-length");
        }
        if (minor == 0) {
            throw HttpFault.malformed("transfer-encoding in http/1.0");
        }
        if (!Octets.lower(coding).equals("chunked")) {
            throw HttpFault.malformed("a transfer-encoding other than chunked");
        }
        return new Chunked();
    }

    private static long length(String text) throws HttpFault {
        boolean sound = Octets.isDigits(text)
                && text.length() <= HttpLimits.LENGTH_DIGITS
                && (text.length() == 1 || text.charAt(0) != '0');
        if (!sound) {
            throw HttpFault.malformed("a content-length that is no plain number");
        }
        return Long.parseLong(text);
    }

    /** A reader of the body; lenient about chunk extensions for a response, where they are dropped. */
    default Body body(boolean lenient) {
        return switch (this) {
            case None() -> new LengthBody(0);
            case Length(long octets) -> new LengthBody(octets);
            case Chunked() -> new ChunkedBody(lenient);
            case UntilClose() -> new ClosingBody();
        };
    }
}
