package dev.exeat.gateway.flow;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.SystemCallException;
import java.io.IOException;

/**
 * Asks the process that started the gateway for sockets that the gateway can't make itself: {@code socket4} and {@code socket6} for an
 * unconnected one inside the sandbox, {@code host PORT} for one that is connected to a port of the host's loopback. Blocks; safe for
 * threads.
 */
public final class SocketBroker {
    private final FdChannel channel;

    public SocketBroker(FdChannel channel) {
        this.channel = channel;
    }

    /**
     * What was asked for, now the caller's.
     *
     * @throws IOException if it is refused, or nobody answers any more
     */
    synchronized Descriptor ask(String what) throws IOException {
        try {
            channel.send(what);
            FdChannel.Message answer =
                    channel.receive().orElseThrow(() -> new IOException("nobody hands out sockets any more"));
            Descriptor socket = answer.descriptor();
            if (socket != null && answer.tag().equals(what)) {
                return socket;
            }
            if (socket != null) {
                socket.close();
            }
            throw new IOException(answer.tag());
        } catch (SystemCallException | IllegalStateException gone) {
            throw new IOException("nobody hands out sockets any more", gone);
        }
    }
}
