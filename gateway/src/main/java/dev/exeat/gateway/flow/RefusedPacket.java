package dev.exeat.gateway.flow;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.IpAddress;

/**
 * The head of a packet that the sandbox's network refused.
 *
 * @param protocol its name, or {@code ip-N}
 * @param port where it was going to, or 0 where the protocol has no ports or the packet is a later fragment
 */
record RefusedPacket(IpAddress destination, String protocol, int port) {
    DenyReason reason() {
        return switch (protocol) {
            case "udp" -> DenyReason.UDP;
            case "icmp", "icmpv6" -> DenyReason.ICMP;
            default -> DenyReason.PROTOCOL;
        };
    }
}
