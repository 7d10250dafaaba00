package dev.exeat.gateway.flow;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Connections to the sandbox's own loopback. The gateway can't make sockets there and asks for one each time. Blocks; safe for
 * threads.
 */
public final class NamespaceSockets {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDTIMEO = 21;
    private static final long CONNECT_SECONDS = 2;

    private final SocketBroker broker;

    public NamespaceSockets(SocketBroker broker) {
        this.broker = broker;
    }

    /** A connected, non-blocking socket to {@code port} of 127.0.0.1 or else ::1 inside the sandbox. */
    Descriptor connect(int port) throws IOException {
        try {
            return connect("socket4", port);
        } catch (IOException e) {
            return connect("socket6", port);
        }
    }

    private Descriptor connect(String family, int port) throws IOException {
        Descriptor socket = broker.ask(family);
        int result;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(16, 8);
            limit.set(ValueLayout.JAVA_LONG, 0, CONNECT_SECONDS);
            Libc.function("setsockopt").attempt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, limit.address(), 16);
            MemorySegment address = loopback(arena, family, port);
            result = Libc.function("connect").attempt(socket.number(), address.address(), address.byteSize());
        }
        if (result < 0) {
            socket.close();
            throw new IOException("nothing answers at port " + port + " of the sandbox");
        }
        AdoptedSockets.makeNonBlocking(socket.number());
        return socket;
    }

    private static MemorySegment loopback(Arena arena, String family, int port) {
        boolean v4 = family.equals("socket4");
        MemorySegment address = arena.allocate(v4 ? 16 : 28, 4);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) (v4 ? AF_INET : AF_INET6));
        address.set(ValueLayout.JAVA_BYTE, 2, (byte) (port >> 8));
        address.set(ValueLayout.JAVA_BYTE, 3, (byte) port);
        if (v4) {
            address.set(ValueLayout.JAVA_BYTE, 4, (byte) 127);
            address.set(ValueLayout.JAVA_BYTE, 7, (byte) 1);
        } else {
            address.set(ValueLayout.JAVA_BYTE, 23, (byte) 1);
        }
        return address;
    }
}
