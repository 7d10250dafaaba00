package dev.exeat.gateway.http;

import java.util.List;

/** Whether a connection goes on after a message (RFC 9112 section 9.3). */
final class Persistence {
    private Persistence() {}

    static boolean of(Fields fields, int minor) {
        List<String> options = fields.members("connection");
        return !options.contains("close") && (minor == 1 || options.contains("keep-alive"));
    }
}
