package dev.exeat.policy;

import java.util.ArrayList;
import java.util.List;

/** The IPv4 addresses that an IPv6 address carries inside: some host or translator on the way may deliver to them. */
public final class EmbeddedAddresses {
    private static final AddressBlock MAPPED = block("::ffff:0:0/96");
    private static final AddressBlock TRANSLATED = block("::ffff:0:0:0/96");
    private static final AddressBlock COMPATIBLE = block("::/96");
    private static final AddressBlock NAT64 = block("64:ff9b::/96");
    private static final AddressBlock NAT64_LOCAL = block("64:ff9b:1::/48");
    private static final AddressBlock SIX_TO_FOUR = block("2002::/16");
    private static final AddressBlock TEREDO = block("2001::/32");
    private static final long ISATAP = 0x00005efeL;
    private static final long ISATAP_GLOBAL = 0x02005efeL;

    private EmbeddedAddresses() {}

    /**
     * The embedded IPv4 addresses under IPv4-mapped and -compatible (RFC 4291), translated (RFC 2765), NAT64 (RFC 6052, RFC 8215), 6to4
     * (RFC 3056), Teredo (RFC 4380: server and client) and ISATAP (RFC 5214); empty for an IPv4 address and for {@code ::} and {@code ::1}.
     */
    public static List<IpAddress> of(IpAddress address) {
        List<IpAddress> found = new ArrayList<>();
        if (MAPPED.contains(address)
                || TRANSLATED.contains(address)
                || NAT64.contains(address)
                || isCompatible(address)) {
            found.add(low32(address.low()));
        }
        if (NAT64_LOCAL.contains(address)) {
            found.addAll(localNat64(address));
        }
        if (SIX_TO_FOUR.contains(address)) {
            found.add(low32(address.high() >>> 16));
        }
        if (TEREDO.contains(address)) {
            found.add(low32(address.high()));
            found.add(low32(~address.low()));
        }
        if (isIsatap(address)) {
            found.add(low32(address.low()));
        }
        return List.copyOf(found);
    }

    /** The prefix may be used as a /96, or as a /48 with the address around the bits 64 to 71 and zeros at the end (RFC 6052). */
    private static List<IpAddress> localNat64(IpAddress address) {
        IpAddress inTheMiddle = low32((address.high() & 0xffff) << 16 | (address.low() >>> 40 & 0xffff));
        if ((address.low() & 0xff_ffff_ffffL) == 0) {
            return List.of(inTheMiddle);
        }
        IpAddress last = low32(address.low());
        return (address.high() & 0xffff) == 0 ? List.of(last) : List.of(last, inTheMiddle);
    }

    private static boolean isCompatible(IpAddress address) {
        return COMPATIBLE.contains(address) && address.low() > 1;
    }

    private static boolean isIsatap(IpAddress address) {
        long identifier = address.low() >>> 32;
        return address.family() == Family.V6 && (identifier == ISATAP || identifier == ISATAP_GLOBAL);
    }

    private static IpAddress low32(long bits) {
        return IpAddress.v4((int) bits);
    }

    private static AddressBlock block(String text) {
        return AddressBlock.parse(text).orElseThrow();
    }
}
