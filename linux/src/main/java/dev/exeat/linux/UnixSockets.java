package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Unix sockets with a path (unix(7)), for processes that do not inherit one from each other. A path may be longer than the 107 bytes that
 * fit into an address: it is named by its folder's descriptor. Calls block, so they belong on a platform thread.
 */
public final class UnixSockets {
    private static final int O_PATH = 0x200000;
    private static final int O_DIRECTORY = 0x10000;
    private static final int ADDRESS_SIZE = 110;
    private static final int LONGEST_PATH = 107;
    private static final int BACKLOG = 4;
    private static final int SHUT_RDWR = 2;

    private UnixSockets() {}

    /**
     * Listens at a path, where nothing may be yet.
     *
     * @param type {@link Sockets#SOCK_STREAM} or {@link Sockets#SOCK_SEQPACKET}
     */
    public static Descriptor listen(Path at, int type) {
        return withAddress(at, type, (socket, address) -> {
            Libc.function("bind").call(socket.number(), address.address(), address.byteSize());
            Libc.function("listen").call(socket.number(), BACKLOG);
        });
    }

    /** Connects to a path. */
    public static Descriptor connect(Path to, int type) {
        return withAddress(
                to,
                type,
                (socket, address) ->
                        Libc.function("connect").call(socket.number(), address.address(), address.byteSize()));
    }

    /** Waits for a connection; {@link #stop} ends the wait with an error. */
    public static Descriptor accept(Descriptor listener) {
        while (true) {
            int accepted = Libc.function("accept4").attempt(listener.number(), 0, 0, Sockets.SOCK_CLOEXEC);
            if (accepted >= 0) {
                return Descriptor.adopt(accepted);
            }
            if (accepted != -Errno.EINTR) {
                throw new SystemCallException("accept4", -accepted);
            }
        }
    }

    /** Ends what waits for this socket: an {@link #accept}, a read, here and at the other end. It stays open; nothing for what is none. */
    public static void stop(Descriptor socket) {
        Libc.function("shutdown").attempt(socket.number(), SHUT_RDWR);
    }

    private interface Use {
        void of(Descriptor socket, MemorySegment address);
    }

    private static Descriptor withAddress(Path path, int type, Use use) {
        Descriptor socket = Sockets.socket(Sockets.AF_UNIX, type, 0);
        try (Arena arena = Arena.ofConfined();
                Descriptor folder = Descriptors.open(folder(path), O_PATH | O_DIRECTORY)) {
            use.of(socket, address(arena, "/proc/self/fd/" + folder.number() + "/" + path.getFileName()));
            return socket;
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static String folder(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? "/" : parent.toString();
    }

    private static MemorySegment address(Arena arena, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_PATH) {
            throw new IllegalArgumentException("the name of a socket is too long: " + path);
        }
        MemorySegment address = arena.allocate(ADDRESS_SIZE, 2);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) Sockets.AF_UNIX);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
        return address;
    }
}
