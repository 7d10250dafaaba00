package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * Sockets made by system calls, for what Java's own can't do: being handed over, being bound before the address exists, other families.
 * They belong to the network namespace of the calling thread and are close-on-exec.
 */
public final class Sockets {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_SEQPACKET = 5;
    public static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;

    private static final int IPPROTO_IP = 0;
    private static final int IP_FREEBIND = 15;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SIOCOUTQ = 0x5411;
    private static final int BACKLOG = 4096;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    /** As far as is read of it. */
    private static final int TCP_INFO_SIZE = 28;

    private static final long TCP_INFO_UNACKED = 24;
    private static final int SOCKADDR_IN_SIZE = 16;
    private static final int SOCKADDR_IN6_SIZE = 28;
    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Sockets() {}

    /** socket(2); {@code type} may carry {@link #SOCK_NONBLOCK}. */
    public static Descriptor socket(int family, int type, int protocol) {
        return Descriptor.adopt(Libc.function("socket").call(family, type | SOCK_CLOEXEC, protocol));
    }

    /**
     * A non-blocking TCP listener with SO_REUSEADDR (a port in TIME_WAIT may be taken again) and without SO_REUSEPORT (nobody else may
     * take it meanwhile); port 0 asks for any.
     */
    public static Descriptor listener(InetSocketAddress at) {
        return bound(at, SOCK_STREAM, false);
    }

    /** As {@link #listener}, but the address need not be configured yet (IP_FREEBIND). */
    public static Descriptor listenerAhead(InetSocketAddress at) {
        return bound(at, SOCK_STREAM, true);
    }

    /** A non-blocking UDP socket; the address need not be configured yet (IP_FREEBIND). */
    public static Descriptor datagramAhead(InetSocketAddress at) {
        return bound(at, SOCK_DGRAM, true);
    }

    private static Descriptor bound(InetSocketAddress at, int type, boolean ahead) {
        int family = family(at.getAddress());
        Descriptor socket = socket(family, type | SOCK_NONBLOCK, 0);
        try {
            prepare(socket, family, type, ahead);
            bind(socket, at);
            if (type == SOCK_STREAM) {
                Libc.function("listen").call(socket.number(), BACKLOG);
            }
            return socket;
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    private static void prepare(Descriptor socket, int family, int type, boolean ahead) {
        if (family == AF_INET6) {
            option(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        }
        if (ahead) {
            option(socket, IPPROTO_IP, IP_FREEBIND, 1);
        }
        if (type == SOCK_STREAM) {
            option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
        }
    }

    /** setsockopt(2) with an int. */
    public static void option(Descriptor socket, int level, int name, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_INT, value);
            Libc.function("setsockopt").call(socket.number(), level, name, memory.address(), Integer.BYTES);
        }
    }

    /** bind(2). */
    public static void bind(Descriptor socket, InetSocketAddress at) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, at);
            Libc.function("bind").call(socket.number(), address.address(), address.byteSize());
        }
    }

    /** connect(2) on a blocking or datagram socket. */
    public static void connect(Descriptor socket, InetSocketAddress to) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, to);
            Libc.function("connect").call(socket.number(), address.address(), address.byteSize());
        }
    }

    /** The address and port that an inet socket is bound to (getsockname). */
    public static InetSocketAddress localAddress(Descriptor socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_IN6_SIZE, 4);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, SOCKADDR_IN6_SIZE);
            Libc.function("getsockname").call(socket.number(), address.address(), size.address());
            boolean v4 = address.get(ValueLayout.JAVA_SHORT, 0) == AF_INET;
            byte[] bytes = address.asSlice(v4 ? 4 : 8, v4 ? 4 : 16).toArray(ValueLayout.JAVA_BYTE);
            return new InetSocketAddress(InetAddress.getByAddress(bytes), address.get(NETWORK_SHORT, 2) & 0xffff);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * How many bytes that were written to a TCP socket its peer has not acknowledged yet, a sent end counted as one (SIOCOUTQ, tcp(7)); 0
     * for a socket that is gone.
     */
    public static int unacknowledged(int socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            int failed = Libc.function("ioctl").attempt(socket, SIOCOUTQ, count.address());
            return failed < 0 ? 0 : count.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /**
     * How many connections wait to be accepted from a listening TCP socket (TCP_INFO, tcp(7): of a listener tcpi_unacked is the length of
     * that queue); 0 for a socket that is gone.
     */
    public static int waiting(int listener) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(TCP_INFO_SIZE, 4);
            MemorySegment size = arena.allocate(ValueLayout.JAVA_INT);
            size.set(ValueLayout.JAVA_INT, 0, TCP_INFO_SIZE);
            int failed = Libc.function("getsockopt")
                    .attempt(listener, IPPROTO_TCP, TCP_INFO, info.address(), size.address());
            return failed < 0 ? 0 : info.get(ValueLayout.JAVA_INT, TCP_INFO_UNACKED);
        }
    }

    /** The family's number of an address. */
    public static int family(InetAddress address) {
        return address.getAddress().length == Integer.BYTES ? AF_INET : AF_INET6;
    }

    private static MemorySegment address(Arena arena, InetSocketAddress of) {
        byte[] bytes = of.getAddress().getAddress();
        boolean v4 = bytes.length == Integer.BYTES;
        MemorySegment address = arena.allocate(v4 ? SOCKADDR_IN_SIZE : SOCKADDR_IN6_SIZE, 4);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) (v4 ? AF_INET : AF_INET6));
        address.set(NETWORK_SHORT, 2, (short) of.getPort());
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, v4 ? 4 : 8, bytes.length);
        return address;
    }
}
