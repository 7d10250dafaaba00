package dev.exeat.gateway.http;

/**
 * The head of a response.
 *
 * @param line the status line
 * @param fields the fields as they came
 */
record ResponseHead(StatusLine line, Fields fields) {
    int status() {
        return line.status();
    }

    boolean isInterim() {
        return line.status() < 200;
    }

    /** Whether it says anything of a body's end, as an interim response must not (RFC 9112 section 6). */
    boolean hasFraming() {
        return fields.has("content-length") || fields.has("transfer-encoding");
    }

    /** Whether the upstream keeps the connection for another request (RFC 9112 section 9.3). */
    boolean isPersistent() {
        return Persistence.of(fields, line.minor());
    }

    /** The head for a client whose connection ends with this response, whatever the upstream meant. */
    ResponseHead closing() {
        Fields left = fields.without(
                field -> field.key().equals("connection") || field.key().equals("keep-alive"));
        left.add(Field.of("Connection", "close"));
        return new ResponseHead(line, left);
    }

    /** The head without what only a proxy may say, so that an origin can't ask the client for a proxy's credentials. */
    ResponseHead withoutProxyFields() {
        return new ResponseHead(line, fields.without(field -> field.key().startsWith("proxy-")));
    }

    /** The head as it is sent to the client. */
    String text() {
        StringBuilder out = new StringBuilder(512).append(line).append("\r\n");
        fields.writeTo(out);
        return out.toString();
    }
}
