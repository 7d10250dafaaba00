package dev.exeat.gateway.http;

/** How much of anything is taken before it is refused. Octets do not count the line's CRLF. */
final class HttpLimits {
    /** A request line or status line; RFC 9112 section 3 asks for 8000 at least. */
    static final int START_LINE = 8 * 1024;
    /** A whole head, start line included; as many clients as there may be can each have one waiting for its target. */
    static final int HEAD = 32 * 1024;
    /** Fields of a head. */
    static final int FIELDS = 128;
    /** A whole trailer section. */
    static final int TRAILERS = 8 * 1024;
    /** Fields of a trailer section. */
    static final int TRAILER_FIELDS = 32;
    /** Digits of a chunk's size: 15 make less than 2^60, so nothing overflows. */
    static final int CHUNK_DIGITS = 15;
    /** A chunk's size line with its extensions, which only responses may have. */
    static final int CHUNK_LINE = 512;
    /** Digits of a Content-Length: 18 make less than 2^63. */
    static final int LENGTH_DIGITS = 18;
    /** Requests without a complete answer; then the client is not read. */
    static final int OUTSTANDING = 64;
    /** What is kept of such requests, as {@link JudgedRequest#octets} counts; beyond it the client is not read either. */
    static final int OUTSTANDING_OCTETS = 64 * 1024;
    /** Interim (1xx) responses to one request. */
    static final int INTERIM = 32;

    private HttpLimits() {}
}
