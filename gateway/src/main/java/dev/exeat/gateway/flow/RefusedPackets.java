package dev.exeat.gateway.flow;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Errno;
import dev.exeat.linux.Libc;
import dev.exeat.policy.HostName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Records the packets that the sandbox's network refused: everything that is neither TCP nor DNS. */
public final class RefusedPackets {
    private static final int BUFFER = 256 * 1024;
    private static final short POLLIN = 1;

    private RefusedPackets() {}

    /** Reads a netlink log socket that is bound to its group, and is owned from now on, on a thread of its own. */
    public static void watch(Descriptor socket, BoundNames names, FlowLog log) {
        Thread.ofPlatform().daemon().name("refused-packets").start(() -> read(socket, names, log));
    }

    private static void read(Descriptor socket, BoundNames names, FlowLog log) {
        try (Arena arena = Arena.ofConfined();
                socket) {
            MemorySegment buffer = arena.allocate(BUFFER, 8);
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(ValueLayout.JAVA_INT, 0, socket.number());
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            while (true) {
                Libc.function("poll").attempt(poll.address(), 1, -1);
                long got = Libc.function("recv").attemptLong(socket.number(), buffer.address(), BUFFER, 0);
                if (got > 0) {
                    record(buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE), names, log);
                } else if (got != -Errno.ENOBUFS && got != -Errno.EINTR && got != -Errno.EAGAIN) {
                    return;
                }
                // ENOBUFS: some were lost in a flood of them, which the journal would only have counted
            }
        }
    }

    static void record(byte[] datagram, BoundNames names, FlowLog log) {
        for (byte[] bytes : PacketLogParser.packets(datagram)) {
            RefusedPacket packet = PacketParser.parse(bytes);
            if (packet != null) {
                HostName name = names.nameOf(packet.destination());
                log.refused(
                        name == null ? "" : name.ascii(),
                        name == null ? packet.destination().toString() : "",
                        packet.port(),
                        packet.protocol(),
                        packet.reason(),
                        "");
            }
        }
    }
}
