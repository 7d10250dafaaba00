package dev.exeat.policy;

import java.util.Optional;

/** The special-purpose address blocks of IANA (RFC 6890 and successors), in a table of our own. */
public final class SpecialPurpose {
    private SpecialPurpose() {}

    /** What the block is called that makes this address special; empty for an address of the public Internet. */
    public static Optional<String> of(IpAddress address) {
        return SpecialPurposeTable.find(address);
    }
}
