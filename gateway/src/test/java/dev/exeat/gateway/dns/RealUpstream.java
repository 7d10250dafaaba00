package dev.exeat.gateway.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A real server on loopback, UDP and TCP on one port, that answers as the test says and keeps what it was asked. */
final class RealUpstream implements AutoCloseable {
    record Asked(byte[] message, int port) {}

    final List<Asked> datagrams = new CopyOnWriteArrayList<>();
    final List<byte[]> streams = new CopyOnWriteArrayList<>();
    private final InetSocketAddress address;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private volatile Function<byte[], List<byte[]>> overUdp = query -> List.of();
    private volatile Function<byte[], List<byte[]>> overTcp = query -> List.of();

    RealUpstream() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        tcp = new ServerSocket(0, 50, loopback);
        udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        address = new InetSocketAddress(loopback, tcp.getLocalPort());
        Thread.ofVirtual().start(this::serveDatagrams);
        Thread.ofVirtual().start(this::serveStreams);
    }

    /** An upstream that answers every A question with this address and everything else with nothing. */
    static RealUpstream saying(byte[] address, long ttl) throws IOException {
        RealUpstream upstream = new RealUpstream();
        upstream.answer(query -> List.of(a(query, address, ttl)));
        return upstream;
    }

    static byte[] a(byte[] query, byte[] address, long ttl) {
        boolean asksA = query[query.length - 3] == 1;
        byte[] record = Messages.join(Messages.hex("c00c 0001 0001 %08x 0004".formatted(ttl)), address);
        return Messages.reply(query, 0x8180, asksA ? List.of(record) : List.of(), List.of());
    }

    void answer(Function<byte[], List<byte[]>> replies) {
        overUdp = replies;
    }

    void answerOverTcp(Function<byte[], List<byte[]>> replies) {
        overTcp = replies;
    }

    InetSocketAddress address() {
        return address;
    }

    private void serveDatagrams() {
        byte[] buffer = new byte[65_535];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] message = Arrays.copyOf(packet.getData(), packet.getLength());
                datagrams.add(new Asked(message, packet.getPort()));
                for (byte[] reply : overUdp.apply(message)) {
                    udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException closedOrGone) {
                // the loop's condition says which
            }
        }
    }

    private void serveStreams() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] message = in.readNBytes(in.readUnsignedShort());
                streams.add(message);
                for (byte[] reply : overTcp.apply(message)) {
                    socket.getOutputStream().write(Messages.join(Messages.hex("%04x".formatted(reply.length)), reply));
                }
            } catch (IOException closedOrGone) {
                // the loop's condition says which
            }
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
