package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is answered without a policy and without an upstream: localhost (RFC 6761, section 6.3) and reverse names. */
record LocalNames(SyntheticAddresses addresses) {
    private static final HostName LOCALHOST = HostName.parseWire("localhost").orElseThrow();
    private static final IpAddress LOOPBACK_V4 = IpAddress.v4(0x7f00_0001);
    private static final IpAddress LOOPBACK_V6 = IpAddress.v6(0, 1);

    static boolean isLocalHost(HostName name) {
        return name.equals(LOCALHOST) || name.isUnder(LOCALHOST);
    }

    /** The sandbox's own loopback, or no record for types that are no address. */
    static List<AnswerRecord> localHost(RecordType type) {
        if (type.equals(RecordType.A)) {
            return List.of(new AnswerRecord.Address(LOOPBACK_V4));
        }
        return type.equals(RecordType.AAAA) ? List.of(new AnswerRecord.Address(LOOPBACK_V6)) : List.of();
    }

    /** The name of a synthetic or loopback address; the names of others are nobody's business in a sandbox. */
    @Nullable
    HostName nameOf(IpAddress address) {
        return address.equals(LOOPBACK_V4) || address.equals(LOOPBACK_V6) ? LOCALHOST : addresses.nameOf(address);
    }
}
