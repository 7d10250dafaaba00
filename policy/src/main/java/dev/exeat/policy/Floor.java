package dev.exeat.policy;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The addresses that no rule opens: loopback, unspecified, link-local, metadata services, multicast, broadcast, and every IPv6 address
 * that carries one of them inside. The host's own addresses belong to it as well: {@link LocalAddresses}.
 */
public final class Floor {
    private static final BlockTable METADATA = BlockTable.of("""
            169.254.169.254/32 instance metadata of most clouds
            169.254.170.2/32 ECS task credentials
            169.254.170.23/32 EKS pod credentials
            169.254.0.23/32 Tencent metadata
            168.63.129.16/32 Azure platform service
            100.100.100.200/32 Alibaba metadata
            192.0.0.192/32 Oracle Classic metadata
            fd00:ec2::/32 EC2 instance services
            fd20:ce::254/128 Google metadata
            fd00:c1::a9fe:a9fe/128 Oracle metadata
            fe80::a9fe:a9fe/128 OpenStack metadata
            fd00:42::42/128 Scaleway metadata
            169.254.42.42/32 Scaleway metadata""");

    private static final BlockTable SHUT = BlockTable.of("""
            0.0.0.0/8 unspecified
            127.0.0.0/8 loopback
            169.254.0.0/16 link-local
            224.0.0.0/4 multicast
            255.255.255.255/32 broadcast
            ::/128 unspecified
            ::1/128 loopback
            fe80::/10 link-local
            ff00::/8 multicast""");

    private Floor() {}

    /** Why this address is never dialled; empty when a rule may open it. */
    public static Optional<DenyReason> of(IpAddress address) {
        return Stream.concat(Stream.of(address), EmbeddedAddresses.of(address).stream())
                .flatMap(each -> ofPlain(each).stream())
                .findFirst();
    }

    /** Whether a rule for this block could never allow anything. */
    static boolean covers(AddressBlock block) {
        return METADATA.covers(block) || SHUT.covers(block);
    }

    /** Whether the address is of the host's loopback as this host itself would dial it: 127.0.0.0/8 or ::1. */
    static boolean isLoopback(IpAddress address) {
        return SHUT.find(address).filter("loopback"::equals).isPresent();
    }

    private static Optional<DenyReason> ofPlain(IpAddress address) {
        if (METADATA.find(address).isPresent()) {
            return Optional.of(DenyReason.METADATA_ADDRESS);
        }
        return SHUT.find(address).map(name -> DenyReason.FLOOR_ADDRESS);
    }
}
