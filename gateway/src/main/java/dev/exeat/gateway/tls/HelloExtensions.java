package dev.exeat.gateway.tls;

import dev.exeat.policy.Content;
import dev.exeat.policy.HostName;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the extensions of a ClientHello (RFC 8446 section 4.2): each type at most once, and the three that say where it goes. */
final class HelloExtensions {
    private static final int SERVER_NAME = 0;
    private static final int PROTOCOLS = 16;
    private static final int ENCRYPTED_HELLO = 0xfe0d;

    private final BitSet seen = new BitSet();
    private @Nullable HostName serverName;
    private List<String> protocols = List.of();

    /** Reads the block of extensions, which must end where the hello ends. */
    void readAll(HelloCursor hello) throws RefusedHello {
        HelloCursor block = hello.vector16("extensions");
        if (!hello.isAtEnd()) {
            throw RefusedHello.malformed("bytes follow the extensions that their length does not cover");
        }
        while (!block.isAtEnd()) {
            int type = block.u16("extensions");
            if (seen.get(type)) {
                throw RefusedHello.malformed("the extension " + type + " comes twice");
            }
            seen.set(type);
            read(type, block.vector16("extensions"));
        }
    }

    /** What all of them say. */
    HelloProgress.Read result() {
        return new HelloProgress.Read(new Content.Tls(serverName, seen.get(ENCRYPTED_HELLO)), protocols);
    }

    private void read(int type, HelloCursor data) throws RefusedHello {
        switch (type) {
            case SERVER_NAME -> serverName = ServerName.read(data);
            case PROTOCOLS -> protocols = ProtocolNames.read(data);
            // the presence of ENCRYPTED_HELLO is all that counts: what is inside cannot be told from GREASE (RFC 9849
            // section 6.2)
            default -> {}
        }
    }
}
