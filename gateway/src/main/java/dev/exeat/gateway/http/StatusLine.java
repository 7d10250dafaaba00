package dev.exeat.gateway.http;

/**
 * A status line (RFC 9112 section 4). The reason phrase may be missing with the space before it, as some servers have it.
 *
 * @param minor the minor version: 0 or 1
 * @param status 100 to 999; some servers invent codes of 600 and more, which frame as every other final response
 * @param reason the reason phrase, may be empty
 */
record StatusLine(int minor, int status, String reason) {
    private static final int CODE = "HTTP/1.1 ".length();

    static StatusLine parse(String line) throws HttpFault {
        boolean known = line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ");
        if (!known || line.length() < CODE + 3 || (line.length() > CODE + 3 && line.charAt(CODE + 3) != ' ')) {
            throw HttpFault.malformed("a status line that is not of HTTP/1.1 or HTTP/1.0");
        }
        String code = line.substring(CODE, CODE + 3);
        if (!Octets.isDigits(code) || code.charAt(0) == '0') {
            throw HttpFault.malformed("a status code that is none");
        }
        return new StatusLine(
                line.charAt(CODE - 2) - '0',
                Integer.parseInt(code),
                line.length() > CODE + 4 ? line.substring(CODE + 4) : "");
    }

    @Override
    public String toString() {
        return "HTTP/1." + minor + " " + status + " " + reason;
    }
}
