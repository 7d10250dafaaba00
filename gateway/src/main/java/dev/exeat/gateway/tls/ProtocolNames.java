package dev.exeat.gateway.tls;

import java.util.ArrayList;
import java.util.List;

/** Reads the extension of application protocols (RFC 7301 section 3.1). */
final class ProtocolNames {
    /** The most protocols. Real clients offer up to three; without a bound 64 KiB would become thirty thousand strings. */
    static final int MOST = 64;

    private ProtocolNames() {}

    static List<String> read(HelloCursor extension) throws RefusedHello {
        HelloCursor list = extension.onlyVector16("protocol list");
        List<String> protocols = new ArrayList<>();
        while (!list.isAtEnd()) {
            HelloCursor name = list.vector8("protocol list");
            if (name.isAtEnd()) {
                throw RefusedHello.malformed("the protocol list has an empty name");
            }
            if (protocols.size() == MOST) {
                throw RefusedHello.tooLarge("the ClientHello offers more than " + MOST + " protocols");
            }
            protocols.add(printable(name.rest()));
        }
        return protocols;
    }

    private static String printable(byte[] name) {
        StringBuilder text = new StringBuilder(name.length);
        for (byte octet : name) {
            boolean plain = octet > ' ' && octet < 0x7f && octet != '\\';
            text.append(plain ? Character.toString(octet) : "\\x%02x".formatted(octet & 0xff));
        }
        return text.toString();
    }
}
