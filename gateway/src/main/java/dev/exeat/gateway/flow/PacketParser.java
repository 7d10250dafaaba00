package dev.exeat.gateway.flow;

import dev.exeat.policy.IpAddress;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the head of an IP packet (RFC 791, RFC 8200): destination, protocol, destination port; nothing of what it carries. */
final class PacketParser {
    private static final int V4_HEADER = 20;
    private static final int V6_HEADER = 40;
    private static final int MOST_EXTENSIONS = 8;
    private static final int FRAGMENT = 44;
    /** Hop-by-hop, routing and destination options: a next header and a length in units of 8 bytes. */
    private static final Set<Integer> EXTENSIONS = Set.of(0, 43, 60);

    private PacketParser() {}

    /** The head of the packet, or null when it is none. */
    static @Nullable RefusedPacket parse(byte[] packet) {
        if (packet.length < 1) {
            return null;
        }
        return switch (packet[0] >> 4 & 15) {
            case 4 -> v4(packet);
            case 6 -> v6(packet);
            default -> null;
        };
    }

    private static @Nullable RefusedPacket v4(byte[] packet) {
        int header = (packet[0] & 15) * 4;
        if (header < V4_HEADER || packet.length < header) {
            return null;
        }
        boolean first = (number(packet, 6) & 0x1fff) == 0;
        return packet(packet, 16, 4, packet[9] & 0xff, first ? header : packet.length);
    }

    private static @Nullable RefusedPacket v6(byte[] packet) {
        if (packet.length < V6_HEADER) {
            return null;
        }
        int next = packet[6] & 0xff;
        int at = V6_HEADER;
        for (int i = 0; i < MOST_EXTENSIONS && at + 8 <= packet.length; i++) {
            if (next == FRAGMENT) {
                boolean first = (number(packet, at + 2) & 0xfff8) == 0;
                next = packet[at] & 0xff;
                at = first ? at + 8 : packet.length;
            } else if (EXTENSIONS.contains(next)) {
                next = packet[at] & 0xff;
                at += 8 + (packet[at + 1] & 0xff) * 8;
            } else {
                break;
            }
        }
        return packet(packet, 24, 16, next, at);
    }

    private static RefusedPacket packet(byte[] packet, int addressAt, int length, int protocol, int at) {
        IpAddress destination = IpAddress.of(Arrays.copyOfRange(packet, addressAt, addressAt + length));
        boolean ports = switch (protocol) {
            case 6, 17, 33, 132, 136 -> at + 4 <= packet.length;
            default -> false;
        };
        return new RefusedPacket(destination, name(protocol), ports ? number(packet, at + 2) : 0);
    }

    private static String name(int protocol) {
        return switch (protocol) {
            case 1 -> "icmp";
            case 2 -> "igmp";
            case 4 -> "ipip";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 33 -> "dccp";
            case 41 -> "6in4";
            case 47 -> "gre";
            case 50 -> "esp";
            case 58 -> "icmpv6";
            case 132 -> "sctp";
            case 136 -> "udplite";
            default -> "ip-" + protocol;
        };
    }

    private static int number(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}
