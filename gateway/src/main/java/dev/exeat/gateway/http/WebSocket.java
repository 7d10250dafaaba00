package dev.exeat.gateway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The opening handshake of RFC 6455 section 4, the only upgrade that passes. */
final class WebSocket {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocket() {}

    /** The key of a request that asks for it; null for every other request. */
    static @Nullable String key(RequestHead head) throws HttpFault {
        Fields fields = head.fields();
        boolean asks = head.line().method().equals("GET")
                && head.line().minor() == 1
                && head.framing() instanceof Framing.None
                && isUpgrade(fields);
        return asks ? fields.single("sec-websocket-key") : null;
    }

    /** Whether a 101 response accepts the handshake with that key. */
    static boolean isAccepted(Fields fields, String key) throws HttpFault {
        return isUpgrade(fields) && accept(key).equals(fields.single("sec-websocket-accept"));
    }

    private static boolean isUpgrade(Fields fields) {
        return fields.members("upgrade").equals(List.of("websocket"))
                && fields.members("connection").contains("upgrade");
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
