package dev.exeat.policy;

import java.util.Optional;

/** The addresses that no rule opens: loopback, unspecified, link-local, metadata, multicast, broadcast and every embedding of them. */
public final class Floor {
    private Floor() {}

    /** Why this address is never dialled; empty when a rule may open it. The host's own addresses are asked for separately. */
    public static Optional<DenyReason> of(IpAddress address) {
        return AddressBlock.parse("127.0.0.0/8").orElseThrow().contains(address)
                ? Optional.of(DenyReason.FLOOR_ADDRESS)
                : Optional.empty();
    }
}
