package dev.exeat.engine.segment;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A TCP connection to an address that no name was given: refused or reset at once, and not one byte comes back. The handshake itself may
 * complete, since capture ends it before the decision.
 *
 * @param id the probe's id
 * @param targets where to connect
 * @param greeting what is sent, so that a server that waits for its client would speak
 */
record LiteralProbe(String id, List<InetSocketAddress> targets, String greeting) implements Probe {
    private static final String HTTP = "GET / HTTP/1.0\r\n\r\n";

    LiteralProbe(String id, List<InetSocketAddress> targets) {
        this(id, targets, HTTP);
    }

    @Override
    public String prove() throws BreachException {
        for (InetSocketAddress target : targets) {
            check(target);
        }
        return "refused without a byte (" + targets.size() + ")";
    }

    private void check(InetSocketAddress target) throws BreachException {
        String where = target.getAddress().getHostAddress() + " port " + target.getPort();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(target, PATIENCE_MILLIS);
            socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() >= 0) {
                throw new BreachException(where + " answers");
            }
        } catch (SocketTimeoutException e) {
            throw new BreachException(where + " is not refused within " + PATIENCE_MILLIS + " ms");
        } catch (IOException refused) {
            // reset, refused or unreachable: what is wanted
        }
    }
}
