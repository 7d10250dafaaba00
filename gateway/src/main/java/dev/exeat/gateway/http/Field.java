package dev.exeat.gateway.http;

/**
 * One field line (RFC 9112 section 5).
 *
 * @param name the name as it was sent
 * @param key the name in lower case
 * @param value the value without whitespace at its ends
 */
record Field(String name, String key, String value) {
    static Field of(String name, String value) {
        return new Field(name, Octets.lower(name), value);
    }

    /** Reads a line without its CRLF; a folded line, a space before the colon and a name that is no token are refused. */
    static Field parse(String line) throws HttpFault {
        if (Octets.isBlank(line.charAt(0))) {
            throw HttpFault.malformed("a field line begins with whitespace");
        }
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw HttpFault.malformed("a field line without a colon");
        }
        String name = line.substring(0, colon);
        if (!Octets.isToken(name)) {
            throw HttpFault.malformed("a field name that is no token");
        }
        return of(name, Octets.trim(line.substring(colon + 1)));
    }
}
