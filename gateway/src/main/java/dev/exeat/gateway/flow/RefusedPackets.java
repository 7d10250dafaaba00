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
    private static final int MSG_DONTWAIT = 0x40;

    private final Descriptor socket;
    private final BoundNames names;
    private final FlowLog log;

    private RefusedPackets(Descriptor socket, BoundNames names, FlowLog log) {
        this.socket = socket;
        this.names = names;
        this.log = log;
    }

    /** Reads a non-blocking netlink log socket that is bound to its group, and is owned from now on, on a thread of its own. */
    public static RefusedPackets watch(Descriptor socket, BoundNames names, FlowLog log) {
        RefusedPackets packets = new RefusedPackets(socket, names, log);
        Thread.ofPlatform().daemon().name("refused-packets").start(packets::read);
        return packets;
    }

    private void read() {
        try (Arena arena = Arena.ofConfined();
                socket) {
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(ValueLayout.JAVA_INT, 0, socket.number());
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            boolean open = true;
            while (open) {
                Libc.function("poll").attempt(poll.address(), 1, -1);
                open = settle();
            }
        }
    }

    /**
     * Records every packet that the kernel has told of before this is called: it does so before a sender hears that its packet was refused.
     *
     * @return whether more may come
     */
    public synchronized boolean settle() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER, 8);
            while (true) {
                long got = Libc.function("recv").attemptLong(socket.number(), buffer.address(), BUFFER, MSG_DONTWAIT);
                if (got > 0) {
                    record(buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE), names, log);
                } else if (got == -Errno.EAGAIN) {
                    return true;
                } else if (got != -Errno.ENOBUFS && got != -Errno.EINTR) {
                    return false;
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
