package dev.exeat.gateway.flow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Takes the packets out of what a netlink log socket gives (linux/netfilter/nfnetlink_log.h). Bad lengths end the reading. */
final class PacketLogParser {
    private static final int PACKET_MESSAGE = 4 << 8;
    private static final int MESSAGE_HEADER = 16;
    private static final int FAMILY_HEADER = 4;
    private static final int PAYLOAD = 9;
    private static final int TYPE_MASK = 0x3fff;

    private PacketLogParser() {}

    /** The packets in one datagram of the socket, as far as they were logged. */
    static List<byte[]> packets(byte[] datagram) {
        List<byte[]> packets = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + MESSAGE_HEADER <= datagram.length) {
            int length = in.getInt(at);
            if (length < MESSAGE_HEADER || length > datagram.length - at) {
                break;
            }
            if ((in.getShort(at + 4) & 0xffff) == PACKET_MESSAGE) {
                attributes(in, at + MESSAGE_HEADER + FAMILY_HEADER, at + length, packets);
            }
            at += aligned(length);
        }
        return packets;
    }

    private static void attributes(ByteBuffer in, int from, int end, List<byte[]> packets) {
        int at = from;
        while (at + 4 <= end) {
            int length = in.getShort(at) & 0xffff;
            if (length < 4 || length > end - at) {
                return;
            }
            if ((in.getShort(at + 2) & TYPE_MASK) == PAYLOAD) {
                byte[] packet = new byte[length - 4];
                in.get(at + 4, packet);
                packets.add(packet);
            }
            at += aligned(length);
        }
    }

    private static int aligned(int length) {
        return length + 3 & ~3;
    }
}
