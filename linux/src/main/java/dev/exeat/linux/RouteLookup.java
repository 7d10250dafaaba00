package dev.exeat.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Asks the kernel what it would do with a packet to an address (RTM_GETROUTE, rtnetlink(7)), in the network namespace of the
 * thread that opened this. One question takes some ten microseconds. Safe for threads.
 */
public final class RouteLookup implements AutoCloseable {
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_NEWROUTE = 24;
    private static final int NLMSG_ERROR = 2;
    private static final int NLM_F_REQUEST = 1;
    private static final int RTA_DST = 1;
    private static final int HEADER = 16;
    private static final int ROUTE = 12;
    private static final int TYPE_IN_ROUTE = 7;
    private static final int BUFFER = 8192;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;

    /** What an address is to this host. */
    public enum Kind {
        /** Somewhere else. */
        UNICAST,
        /** One of the host's own, or of a range that it takes for its own. */
        LOCAL,
        BROADCAST,
        ANYCAST,
        MULTICAST,
        /** There is no way to it. */
        NONE,
        /** The kernel gave no answer that is understood. */
        UNKNOWN
    }

    private final Descriptor socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(BUFFER, 8);
    private int sequence;

    private RouteLookup(Descriptor socket) {
        this.socket = socket;
    }

    /** Opens a netlink socket in the caller's network namespace; needs no privilege. */
    public static RouteLookup open() {
        RouteLookup lookup = new RouteLookup(Sockets.socket(Sockets.AF_NETLINK, Sockets.SOCK_RAW, 0));
        lookup.limitWaiting();
        return lookup;
    }

    private void limitWaiting() {
        buffer.set(JAVA_LONG, 0, 1);
        buffer.set(JAVA_LONG, 8, 0);
        Libc.function("setsockopt").call(socket.number(), SOL_SOCKET, SO_RCVTIMEO, buffer.address(), 16);
    }

    /** What {@code address}, 4 or 16 bytes in network order, is to this host at this moment. */
    public synchronized Kind kind(byte[] address) {
        int length = question(address);
        long sent = Libc.function("send").attemptLong(socket.number(), buffer.address(), length, 0);
        return sent == length ? answer() : Kind.UNKNOWN;
    }

    private int question(byte[] address) {
        int length = HEADER + ROUTE + 4 + address.length;
        buffer.asSlice(0, length).fill((byte) 0);
        buffer.set(JAVA_INT, 0, length);
        buffer.set(JAVA_SHORT, 4, (short) RTM_GETROUTE);
        buffer.set(JAVA_SHORT, 6, (short) NLM_F_REQUEST);
        buffer.set(JAVA_INT, 8, ++sequence);
        buffer.set(JAVA_BYTE, HEADER, (byte) (address.length == 4 ? Sockets.AF_INET : Sockets.AF_INET6));
        buffer.set(JAVA_BYTE, HEADER + 1, (byte) (address.length * 8));
        buffer.set(JAVA_SHORT, HEADER + ROUTE, (short) (4 + address.length));
        buffer.set(JAVA_SHORT, HEADER + ROUTE + 2, (short) RTA_DST);
        MemorySegment.copy(address, 0, buffer, JAVA_BYTE, HEADER + ROUTE + 4, address.length);
        return length;
    }

    private Kind answer() {
        while (true) {
            long got = Libc.function("recv").attemptLong(socket.number(), buffer.address(), BUFFER, 0);
            if (got == -Errno.EINTR) {
                continue;
            }
            if (got < HEADER + ROUTE) {
                return Kind.UNKNOWN;
            }
            // an answer that came too late for an earlier question is skipped
            if (buffer.get(JAVA_INT, 8) == sequence) {
                return kindOfAnswer();
            }
        }
    }

    private Kind kindOfAnswer() {
        int type = Short.toUnsignedInt(buffer.get(JAVA_SHORT, 4));
        if (type == NLMSG_ERROR) {
            return switch (-buffer.get(JAVA_INT, HEADER)) {
                case Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.ESRCH -> Kind.NONE;
                default -> Kind.UNKNOWN;
            };
        }
        if (type != RTM_NEWROUTE) {
            return Kind.UNKNOWN;
        }
        return switch (buffer.get(JAVA_BYTE, HEADER + TYPE_IN_ROUTE)) {
            case 1 -> Kind.UNICAST;
            case 2 -> Kind.LOCAL;
            case 3 -> Kind.BROADCAST;
            case 4 -> Kind.ANYCAST;
            case 5 -> Kind.MULTICAST;
            case 6, 7, 8 -> Kind.NONE;
            default -> Kind.UNKNOWN;
        };
    }

    @Override
    public synchronized void close() {
        socket.close();
        arena.close();
    }
}
