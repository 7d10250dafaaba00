package dev.exeat.gateway.dns;

import dev.exeat.policy.EmbeddedAddresses;
import dev.exeat.policy.Family;
import dev.exeat.policy.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The synthetic addresses in the order in which they are given out: IPv4 from 198.18.0.0/15 (RFC 2544) without its first
 * /24, which is the segment's own; IPv6 from fd65:7865:6174:1::/64 (RFC 4193), counted from 1.
 *
 * @param v4 how many IPv4 addresses there are
 * @param v6 how many IPv6 addresses there are
 */
public record AddressPool(int v4, int v6) {
    /** Everything that the blocks hold; as many of IPv6, since each costs memory. */
    public static final AddressPool WHOLE = new AddressPool((1 << 17) - 256, (1 << 17) - 256);

    private static final long V4_BLOCK = 0xc612_0000L;
    private static final long V4_BLOCK_MASK = 0xfffe_0000L;
    private static final int V4_RESERVED = 256;
    private static final long V6_HIGH = 0xfd65_7865_6174_0001L;

    /** Checks that the pool is not larger than its block. */
    public AddressPool {
        if (v4 < 0 || v4 > (1 << 17) - V4_RESERVED || v6 < 0) {
            throw new IllegalArgumentException("pool of " + v4 + " and " + v6 + " addresses");
        }
    }

    /** The address with this index, from 0, or null beyond the last. */
    @Nullable
    IpAddress address(Family family, int index) {
        return switch (family) {
            case V4 -> index < v4 ? IpAddress.v4((int) (V4_BLOCK + V4_RESERVED + index)) : null;
            case V6 -> index < v6 ? IpAddress.v6(V6_HIGH, index + 1L) : null;
        };
    }

    /** Whether the address is of the blocks, or carries one that is ({@code ::ffff:198.18.1.1}). */
    boolean covers(IpAddress address) {
        return isOfBlock(address) || EmbeddedAddresses.of(address).stream().anyMatch(AddressPool::isOfBlock);
    }

    private static boolean isOfBlock(IpAddress address) {
        return switch (address.family()) {
            case V4 -> (address.low() & V4_BLOCK_MASK) == V4_BLOCK;
            case V6 -> address.high() == V6_HIGH;
        };
    }
}
