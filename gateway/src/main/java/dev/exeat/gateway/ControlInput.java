package dev.exeat.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the control channel line by line: UTF-8, ended by a line feed, of bounded length. For one thread. */
final class ControlInput {
    private final InputStream in;
    private final byte[] line = new byte[GatewayConfig.LINE_LIMIT];

    ControlInput(InputStream in) {
        this.in = in;
    }

    /**
     * The next line without its line feed; null at the end, also when the end cut a line.
     *
     * @throws IOException for a line that is too long or not UTF-8
     */
    @Nullable
    String next() throws IOException {
        int length = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (length == line.length - 1) {
                throw new IOException("a control line has more than " + line.length + " bytes");
            }
            line[length++] = (byte) c;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("a control line is not UTF-8", e);
        }
    }
}
