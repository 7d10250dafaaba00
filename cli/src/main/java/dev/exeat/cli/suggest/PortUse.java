package dev.exeat.cli.suggest;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.SpecialPurpose;
import java.util.stream.Stream;

/**
 * How one target was used on one port.
 *
 * @param anyBytes whether some of its bytes would be refused by a rule without {@code tcp://}
 * @param special whether it was dialled at a special-purpose address
 */
record PortUse(boolean anyBytes, boolean special) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** How a connection was used that these lines are about: the decision, and the end where it is known. */
    static PortUse of(AuditRecord decided, AuditRecord last) {
        String protocol = last.protocol();
        boolean web = switch (decided.port()) {
            case HTTPS -> protocol.equals("tls");
            case HTTP -> protocol.equals("http");
            default -> protocol.equals("tls") || protocol.equals("http");
        };
        return new PortUse(!web, Stream.of(decided.address().split(" ", -1)).anyMatch(PortUse::isSpecial));
    }

    private static boolean isSpecial(String address) {
        return IpAddress.parse(address) instanceof Parsed.Ok<IpAddress>(IpAddress known)
                && SpecialPurpose.of(known).isPresent();
    }

    /** Both uses. */
    PortUse plus(PortUse other) {
        return new PortUse(anyBytes || other.anyBytes, special || other.special);
    }
}
