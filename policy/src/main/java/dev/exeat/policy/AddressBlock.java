package dev.exeat.policy;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3).
 *
 * @param base the first address; all bits after the prefix are 0
 * @param prefix the length of the prefix in bits: 0 to 32 or 0 to 128
 */
public record AddressBlock(IpAddress base, int prefix) {
    public AddressBlock {
        if (prefix < 0 || prefix > base.family().bits()) {
            throw new IllegalArgumentException("prefix /" + prefix + " of " + base);
        }
        if (!base.masked(prefix).equals(base)) {
            throw new IllegalArgumentException("host bits set in " + base + "/" + prefix);
        }
    }

    /**
     * Reads {@code 203.0.113.0/24}, {@code 2001:db8::/32}, or one address, which is a block of itself. A block whose address has bits
     * set after its prefix is refused, since it is not clear which of the two was meant.
     */
    public static Parsed<AddressBlock> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddress.parse(text)
                    .map(address -> new AddressBlock(address, address.family().bits()));
        }
        return IpAddress.parse(text.substring(0, slash))
                .flatMap(address -> parse(text, address, text.substring(slash + 1)));
    }

    private static Parsed<AddressBlock> parse(String text, IpAddress address, String length) {
        int bits = address.family().bits();
        int prefix = AsciiNumber.parse(length, 3);
        if (prefix < 0 || prefix > bits) {
            return Parsed.bad(
                    "block-prefix",
                    "block " + Quoted.of(text) + " needs a prefix length from 0 to " + bits + " after the '/'",
                    "write for example '" + address + "/" + bits + "' for this one address");
        }
        if (!address.masked(prefix).equals(address)) {
            return Parsed.bad(
                    "block-host-bits",
                    "block " + Quoted.of(text) + " has bits set after its first " + prefix,
                    "write '" + address.masked(prefix) + "/" + prefix + "' for the block or '" + address + "/" + bits
                            + "' for the one address");
        }
        return Parsed.ok(new AddressBlock(address, prefix));
    }

    /** Whether the address is of the same family and inside. A mapped IPv6 address is not inside an IPv4 block. */
    public boolean contains(IpAddress address) {
        return address.family() == base.family() && address.masked(prefix).equals(base);
    }

    /** Whether every address of the other block is inside this one. */
    public boolean contains(AddressBlock other) {
        return other.prefix >= prefix && contains(other.base);
    }

    /** Whether some address is inside both. */
    public boolean overlaps(AddressBlock other) {
        return contains(other.base) || other.contains(base);
    }

    /** {@code 203.0.113.0/24}. */
    @Override
    public String toString() {
        return base + "/" + prefix;
    }
}
