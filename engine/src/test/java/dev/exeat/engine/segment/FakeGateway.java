package dev.exeat.engine.segment;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Libc;
import dev.exeat.linux.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The smallest gateway that passes the probes, on the descriptors of a segment and on a thread outside of it: it knows one name, gives it
 * the first synthetic address of each family, answers there with the nonce, and resets every other connection.
 */
final class FakeGateway implements AutoCloseable {
    static final String NONCE = "0011223344556677";
    private static final byte[] ADDRESS4 = {(byte) 198, 18, 1, 1};
    private static final byte[] ADDRESS6 = HexFormat.of().parseHex("fd65786561740001" + "0000000000000001");
    private static final int POLLIN = 1;

    private final Map<String, Descriptor> descriptors;
    private final List<String> accepted = new ArrayList<>();
    private volatile boolean answersDeniedNames;
    private volatile boolean running = true;
    private final Thread thread;

    FakeGateway(LoopbackSegment segment) {
        descriptors = segment.descriptors();
        thread = Thread.ofPlatform().daemon().start(this::loop);
    }

    void answerDeniedNames() {
        answersDeniedNames = true;
    }

    private void loop() {
        while (running) {
            descriptors.forEach((tag, descriptor) -> {
                try {
                    serve(tag, descriptor);
                } catch (SystemCallException | IllegalStateException e) {
                    // a broken wall of a test, such as a listener that was closed
                }
            });
        }
    }

    private void serve(String tag, Descriptor descriptor) {
        if (!ready(descriptor.number(), 1)) {
            return;
        }
        switch (tag.substring(0, tag.length() - 1)) {
            case "dns-udp" -> datagram(descriptor.number());
            case "dns-tcp" -> stream(descriptor.number());
            case "capture" -> capture(descriptor.number(), tag.endsWith("4"));
            default -> {}
        }
    }

    private void datagram(int socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(512);
            MemorySegment peer = arena.allocate(28, 4);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, 28);
            int got = Libc.function("recvfrom").call(socket, buffer.address(), 512, 0, peer.address(), size.address());
            byte[] answer = answer(buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE));
            MemorySegment out = arena.allocateFrom(ValueLayout.JAVA_BYTE, answer);
            Libc.function("sendto")
                    .call(socket, out.address(), answer.length, 0, peer.address(), size.get(ValueLayout.JAVA_INT, 0));
        }
    }

    private void stream(int listener) {
        try (Descriptor connection = accept(listener);
                Arena arena = Arena.ofConfined()) {
            ready(connection.number(), 500);
            MemorySegment buffer = arena.allocate(512);
            int got = Libc.function("recv").call(connection.number(), buffer.address(), 512, 0);
            byte[] answer = answer(buffer.asSlice(2, got - 2).toArray(ValueLayout.JAVA_BYTE));
            ByteBuffer framed = ByteBuffer.allocate(answer.length + 2);
            framed.putShort((short) answer.length).put(answer);
            send(connection.number(), framed.array());
        }
    }

    private byte[] answer(byte[] query) {
        int end = 12;
        StringBuilder name = new StringBuilder();
        while (query[end] != 0) {
            name.append(new String(query, end + 1, query[end], StandardCharsets.US_ASCII))
                    .append('.');
            end += query[end] + 1;
        }
        int type = query[end + 2];
        boolean known = answersDeniedNames || name.toString().equals("probe.exeat.internal.");
        byte[] address = type == DnsQuestion.A ? ADDRESS4 : ADDRESS6;
        ByteBuffer out = ByteBuffer.allocate(512);
        out.put(query, 0, 2).putShort((short) (known ? 0x8180 : 0x8183));
        out.putShort((short) 1).putShort((short) (known ? 1 : 0)).putInt(0);
        out.put(query, 12, end + 5 - 12);
        if (known) {
            out.putShort((short) 0xc00c).putShort((short) type).putShort((short) 1);
            out.putInt(60).putShort((short) address.length).put(address);
        }
        byte[] answer = new byte[out.position()];
        out.get(0, answer);
        return answer;
    }

    private void capture(int listener, boolean v4) {
        Descriptor connection = accept(listener);
        byte[] destination = originalDestination(connection, v4);
        synchronized (accepted) {
            accepted.add(HexFormat.of().formatHex(destination));
        }
        if (java.util.Arrays.equals(destination, v4 ? ADDRESS4 : ADDRESS6)) {
            send(connection.number(), ("exeat " + NONCE + "\n").getBytes(StandardCharsets.US_ASCII));
        } else {
            lingerZero(connection);
        }
        connection.close();
    }

    /** linux/netfilter_ipv4.h: SO_ORIGINAL_DST. */
    private static byte[] originalDestination(Descriptor connection, boolean v4) {
        try (Arena arena = Arena.ofConfined()) {
            int length = v4 ? 16 : 28;
            MemorySegment address = arena.allocate(28, 4);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, length);
            Libc.function("getsockopt").call(connection.number(), v4 ? 0 : 41, 80, address.address(), size.address());
            return address.asSlice(v4 ? 4 : 8, v4 ? 4 : 16).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Whether a connection to this destination was captured, in hexadecimal. */
    boolean captured(String hexAddress) {
        synchronized (accepted) {
            return accepted.contains(hexAddress);
        }
    }

    private static void lingerZero(Descriptor connection) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment linger = arena.allocate(8, 4);
            linger.set(ValueLayout.JAVA_INT, 0, 1);
            Libc.function("setsockopt").call(connection.number(), 1, 13, linger.address(), 8);
        }
    }

    private static Descriptor accept(int listener) {
        return Descriptor.adopt(Libc.function("accept4").call(listener, 0, 0, 0x80000));
    }

    private static void send(int socket, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            Libc.function("send").call(socket, out.address(), bytes.length, 0x4000);
        }
    }

    private static boolean ready(int socket, int millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(8, 4).fill((byte) 0);
            poll.setAtIndex(ValueLayout.JAVA_INT, 0, socket);
            poll.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.nativeOrder()), 4, (short) POLLIN);
            return Libc.function("poll").attempt(poll.address(), 1, millis) > 0;
        }
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
