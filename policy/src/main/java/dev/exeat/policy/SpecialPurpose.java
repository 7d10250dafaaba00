package dev.exeat.policy;

import java.util.Optional;

/**
 * The special-purpose address blocks of IANA's two registries (RFC 6890 and successors), in a table of our own: the JDK's
 * {@code isSiteLocalAddress} and its like know few of them. Everything of IPv6 outside of {@code 2000::/3} is special as well.
 */
public final class SpecialPurpose {
    /** When the table was last compared with the registries. */
    public static final String DATE = "2026-11-22";

    private static final BlockTable TABLE = BlockTable.of("""
            255.255.255.255/32 limited broadcast (RFC 919)
            0.0.0.0/8 this network (RFC 791)
            10.0.0.0/8 private (RFC 1918)
            100.64.0.0/10 shared by carriers (RFC 6598)
            127.0.0.0/8 loopback (RFC 1122)
            168.63.129.16/32 Azure platform service
            169.254.0.0/16 link-local (RFC 3927)
            172.16.0.0/12 private (RFC 1918)
            192.0.0.0/24 IETF protocol assignments (RFC 6890)
            192.0.2.0/24 documentation (RFC 5737)
            192.31.196.0/24 AS112 (RFC 7535)
            192.52.193.0/24 AMT (RFC 7450)
            192.88.99.0/24 6to4 relay, deprecated (RFC 7526)
            192.168.0.0/16 private (RFC 1918)
            192.175.48.0/24 AS112 (RFC 7534)
            198.18.0.0/15 benchmarking (RFC 2544)
            198.51.100.0/24 documentation (RFC 5737)
            203.0.113.0/24 documentation (RFC 5737)
            224.0.0.0/4 multicast (RFC 5771)
            240.0.0.0/4 reserved (RFC 1112)
            ::/128 unspecified (RFC 4291)
            ::1/128 loopback (RFC 4291)
            ::ffff:0:0/96 IPv4-mapped (RFC 4291)
            ::ffff:0:0:0/96 IPv4-translated (RFC 2765)
            ::/96 IPv4-compatible (RFC 4291)
            64:ff9b::/96 NAT64 (RFC 6052)
            64:ff9b:1::/48 NAT64, local (RFC 8215)
            100::/64 discard-only (RFC 6666)
            100:0:0:1::/64 dummy prefix (RFC 9780)
            2001::/32 Teredo (RFC 4380)
            2001:2::/48 benchmarking (RFC 5180)
            2001:10::/28 ORCHID, deprecated (RFC 4843)
            2001:20::/28 ORCHIDv2 (RFC 7343)
            2001:30::/28 drone remote identifiers (RFC 9374)
            2001::/23 IETF protocol assignments (RFC 2928)
            2001:db8::/32 documentation (RFC 3849)
            2002::/16 6to4 (RFC 3056)
            2620:4f:8000::/48 AS112 (RFC 7534)
            3ffe::/16 6bone, returned (RFC 3701)
            3fff::/20 documentation (RFC 9637)
            5f00::/16 segment routing (RFC 9602)
            fc00::/7 unique local (RFC 4193)
            fe80::/10 link-local (RFC 4291)
            fec0::/10 site-local, deprecated (RFC 3879)
            ff00::/8 multicast (RFC 4291)""");

    private static final AddressBlock GLOBAL_UNICAST =
            AddressBlock.parse("2000::/3").orElseThrow();

    private SpecialPurpose() {}

    /** What the block is called that makes this address special; empty for an address of the public Internet. */
    public static Optional<String> of(IpAddress address) {
        boolean outside = address.family() == Family.V6 && !GLOBAL_UNICAST.contains(address);
        Optional<String> named = TABLE.find(address);
        return named.isEmpty() && outside ? Optional.of("not global unicast (RFC 4291)") : named;
    }
}
