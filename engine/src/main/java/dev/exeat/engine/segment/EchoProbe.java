package dev.exeat.engine.segment;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Errno;
import dev.exeat.linux.Libc;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An ICMP echo (ping) gets no reply, not even the local kernel's. It is sent through a raw socket, which this process may open and the
 * workload may not; the unprivileged kind of echo socket is closed to both by {@code ping_group_range}.
 *
 * @param id the probe's id
 * @param target whom to ping
 */
record EchoProbe(String id, InetAddress target) implements Probe {
    private static final Set<Integer> NO_WAY =
            Set.of(Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EADDRNOTAVAIL, Errno.EAFNOSUPPORT);
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int REQUEST4 = 8;
    private static final int REQUEST6 = 128;
    private static final int REPLY4 = 0;
    private static final int REPLY6 = 129;
    private static final int IP_HEADER = 20;
    private static final int POLLIN = 1;
    // a reply of the local kernel is there before send(2) returns; this is for a slow one from elsewhere
    private static final int WAIT_MILLIS = 15;

    @Override
    public String prove() throws BreachException {
        boolean v4 = target.getAddress().length == Integer.BYTES;
        int family = v4 ? Sockets.AF_INET : Sockets.AF_INET6;
        int protocol = v4 ? ICMP : ICMP6;
        unprivilegedSocketIsRefused(family, protocol);
        try (Descriptor socket = Sockets.socket(family, Sockets.SOCK_RAW, protocol)) {
            Sockets.connect(socket, new InetSocketAddress(target, 0));
            exchange(socket, v4);
            return "no reply";
        } catch (SystemCallException failed) {
            if (!NO_WAY.contains(failed.errno())) {
                // a probe that could not be made proves nothing
                throw failed;
            }
            return "can't be sent: " + Errno.name(failed.errno());
        }
    }

    private static void unprivilegedSocketIsRefused(int family, int protocol) throws BreachException {
        try (Descriptor socket = Sockets.socket(family, Sockets.SOCK_DGRAM, protocol)) {
            throw new BreachException("an unprivileged echo socket can be opened (" + socket + ")");
        } catch (SystemCallException refused) {
            // EACCES
        }
    }

    private void exchange(Descriptor socket, boolean v4) throws BreachException {
        short tag = (short) ThreadLocalRandom.current().nextInt();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, v4, tag);
            Libc.function("send").call(socket.number(), request.address(), request.byteSize(), 0);
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(ValueLayout.JAVA_INT, 0, socket.number());
            poll.set(ValueLayout.JAVA_SHORT, 4, (short) POLLIN);
            while (Libc.function("poll").attempt(poll.address(), 1, WAIT_MILLIS) > 0) {
                MemorySegment packet = arena.allocate(512);
                int got = Libc.function("recv").call(socket.number(), packet.address(), 512, 0);
                if (isReply(packet.asSlice(0, got), v4, tag)) {
                    throw new BreachException(target.getHostAddress() + " replies to an ICMP echo");
                }
            }
        }
    }

    /** Type, code, checksum (the kernel fills in IPv6's), identifier, sequence. */
    private static MemorySegment request(Arena arena, boolean v4, short tag) {
        MemorySegment request = arena.allocate(8, 4);
        request.set(ValueLayout.JAVA_BYTE, 0, (byte) (v4 ? REQUEST4 : REQUEST6));
        request.set(ValueLayout.JAVA_SHORT, 4, tag);
        if (v4) {
            // one's complement of the sum of two 16-bit words; the byte order does not matter to it
            int sum = REQUEST4 + (tag & 0xffff);
            request.set(ValueLayout.JAVA_SHORT, 2, (short) ~((sum & 0xffff) + (sum >> 16)));
        }
        return request;
    }

    private static boolean isReply(MemorySegment packet, boolean v4, short tag) {
        long at = v4 ? IP_HEADER : 0;
        return packet.byteSize() >= at + 8
                && (packet.get(ValueLayout.JAVA_BYTE, at) & 0xff) == (v4 ? REPLY4 : REPLY6)
                && packet.get(ValueLayout.JAVA_SHORT, at + 4) == tag;
    }
}
