package dev.exeat.engine.segment;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A DNS question (RFC 1035) as a probe asks it, and what of the answer it looks at.
 *
 * @param name the name, ASCII labels
 * @param type {@link #A} or {@link #AAAA}
 */
record DnsQuestion(String name, int type) {
    static final int A = 1;
    static final int AAAA = 28;
    static final int NOERROR = 0;
    static final int NXDOMAIN = 3;

    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RESPONSE = 0x8000;
    private static final int LARGEST = 4096;

    /** An answer's code and the addresses in it. */
    record Answer(int code, List<InetAddress> addresses) {}

    /** Asks over UDP; a missing answer is a {@link java.net.SocketTimeoutException}. */
    Answer askDatagram(InetSocketAddress server) throws IOException {
        byte[] query = query();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(Probe.PATIENCE_MILLIS);
            socket.send(new DatagramPacket(query, query.length));
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            socket.receive(packet);
            return parse(query, ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        }
    }

    /** Asks over TCP. */
    Answer askStream(InetSocketAddress server) throws IOException {
        byte[] query = query();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(Probe.PATIENCE_MILLIS);
            socket.connect(server, Probe.PATIENCE_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] framed = ByteBuffer.allocate(query.length + 2)
                    .putShort((short) query.length)
                    .put(query)
                    .array();
            out.write(framed);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = in.readNBytes(Math.min(in.readUnsignedShort(), LARGEST));
            return parse(query, ByteBuffer.wrap(answer));
        }
    }

    private byte[] query() {
        ByteBuffer out = ByteBuffer.allocate(300);
        out.putShort((short) ThreadLocalRandom.current().nextInt(1 << 16));
        out.putShort((short) RECURSION_DESIRED);
        out.putShort((short) 1).putShort((short) 0).putInt(0);
        for (String label : name.split("\\.")) {
            out.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.put((byte) 0).putShort((short) type).putShort((short) 1);
        byte[] query = new byte[out.position()];
        out.get(0, query);
        return query;
    }

    private Answer parse(byte[] query, ByteBuffer in) throws IOException {
        try {
            boolean ours = in.getShort() == ByteBuffer.wrap(query).getShort();
            int flags = in.getShort();
            if (!ours || (flags & RESPONSE) == 0) {
                throw new IOException("the answer is not to this question");
            }
            int questions = in.getShort();
            int answers = in.getShort();
            in.getInt();
            for (int i = 0; i < questions; i++) {
                skipName(in);
                in.getInt();
            }
            return new Answer(flags & 0xf, addresses(in, answers));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("the answer is malformed", e);
        }
    }

    private List<InetAddress> addresses(ByteBuffer in, int count) {
        List<InetAddress> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            skipName(in);
            int recordType = in.getShort();
            in.getShort();
            in.getInt();
            byte[] data = new byte[in.getShort() & 0xffff];
            in.get(data);
            if (recordType == type) {
                found.add(Addresses.of(data));
            }
        }
        return found;
    }

    private static void skipName(ByteBuffer in) {
        int length = in.get() & 0xff;
        while (length != 0) {
            if (length >= 0xc0) {
                in.get();
                return;
            }
            in.position(in.position() + length);
            length = in.get() & 0xff;
        }
    }
}
