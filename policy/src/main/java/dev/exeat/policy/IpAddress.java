package dev.exeat.policy;

import java.nio.ByteBuffer;

/**
 * An IPv4 or IPv6 address. An IPv4-mapped IPv6 address ({@code ::ffff:192.0.2.1}) stays an IPv6 address: whoever judges an address
 * looks at {@link EmbeddedAddresses} too, and nothing is unwrapped behind anyone's back as {@code java.net.InetAddress} does.
 *
 * @param family IPv4 or IPv6
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits of an IPv6 address; an IPv4 address in the lower 32 bits
 */
public record IpAddress(Family family, long high, long low) implements Comparable<IpAddress> {
    public IpAddress {
        if (family == Family.V4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    /**
     * Reads one address, strictly: IPv4 is four decimal numbers without leading zeros, IPv6 is RFC 4291 section 2.2 without brackets,
     * zone or prefix length. No other spelling that some resolver takes ({@code 127.1}, {@code 0x7f.0.0.1}, {@code 0177.0.0.1}) is read.
     */
    public static Parsed<IpAddress> parse(String text) {
        return IpAddressText.parse(text);
    }

    /**
     * The address of 4 or 16 bytes in network order.
     *
     * @throws IllegalArgumentException for any other length
     */
    public static IpAddress of(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> v4(ByteBuffer.wrap(bytes).getInt());
            case 16 ->
                v6(ByteBuffer.wrap(bytes).getLong(), ByteBuffer.wrap(bytes).getLong(8));
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    /** The IPv4 address of 32 bits. */
    public static IpAddress v4(int bits) {
        return new IpAddress(Family.V4, 0, Integer.toUnsignedLong(bits));
    }

    /** The IPv6 address of its two halves. */
    public static IpAddress v6(long high, long low) {
        return new IpAddress(Family.V6, high, low);
    }

    /** The address in network order: 4 or 16 bytes. */
    public byte[] bytes() {
        return switch (family) {
            case V4 -> ByteBuffer.allocate(4).putInt((int) low).array();
            case V6 -> ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        };
    }

    /** IPv4 before IPv6, then by number. */
    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        int byHigh = byFamily != 0 ? byFamily : Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Four decimal numbers, or RFC 5952. */
    @Override
    public String toString() {
        return IpAddressText.print(this);
    }

    /** The first {@code prefix} bits, the rest 0. */
    IpAddress masked(int prefix) {
        return switch (family) {
            case V4 -> new IpAddress(Family.V4, 0, low & upperBits(prefix + 32));
            case V6 ->
                new IpAddress(
                        Family.V6, high & upperBits(Math.min(prefix, 64)), low & upperBits(Math.max(prefix - 64, 0)));
        };
    }

    private static long upperBits(int count) {
        return count == 0 ? 0 : -1L << (64 - count);
    }
}
