package dev.exeat.engine.segment;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A UDP datagram to somewhere else than port 53: refused at once with an ICMP error, which the sender sees as ECONNREFUSED.
 *
 * @param id the probe's id
 * @param targets where to send
 * @param payload what to send
 */
record DatagramProbe(String id, List<InetSocketAddress> targets, String payload) implements Probe {
    DatagramProbe(String id, List<InetSocketAddress> targets) {
        this(id, targets, "exeat");
    }

    @Override
    public String prove() throws BreachException {
        for (InetSocketAddress target : targets) {
            check(target);
        }
        return "refused by an ICMP error (" + targets.size() + ")";
    }

    private void check(InetSocketAddress target) throws BreachException {
        String where = target.getAddress().getHostAddress() + " port " + target.getPort();
        byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(target);
            socket.send(new DatagramPacket(bytes, bytes.length));
            socket.receive(new DatagramPacket(new byte[1], 1));
            throw new BreachException(where + " answers over UDP");
        } catch (SocketTimeoutException e) {
            throw new BreachException(where + " is not refused over UDP within " + PATIENCE_MILLIS + " ms");
        } catch (IOException refused) {
            // ECONNREFUSED, or unreachable where there is no route: what is wanted
        }
    }
}
