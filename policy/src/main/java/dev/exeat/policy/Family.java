package dev.exeat.policy;

/** The two address families. */
public enum Family {
    /** IPv4, 32 bits. */
    V4(32),
    /** IPv6, 128 bits. */
    V6(128);

    private final int bits;

    Family(int bits) {
        this.bits = bits;
    }

    /** The length of an address in bits: 32 or 128. */
    public int bits() {
        return bits;
    }
}
