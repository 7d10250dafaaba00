package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.time.Duration;
import java.util.List;

/**
 * What the upstream says of a name. Every outcome but {@link Failed} is the upstream's word and may be passed on.
 *
 * <p>{@code aliases} are the CNAME targets on the way from the name that was asked to the one that has the records, in
 * order: a caller that acts on the answer must put each to {@code Policy.decideAlias}.
 */
public sealed interface Resolution {
    /** The name has addresses: at most {@value ReplyParser#MAX_ADDRESSES} per family, none twice, none screened. */
    record Addresses(List<IpAddress> addresses, List<HostName> aliases, Duration ttl) implements Resolution {
        /** Copies the lists. */
        public Addresses {
            addresses = List.copyOf(addresses);
            aliases = List.copyOf(aliases);
        }
    }

    /** The name has SRV or MX records. */
    record Services(List<ServiceTarget> targets, List<HostName> aliases, Duration ttl) implements Resolution {
        /** Copies the lists. */
        public Services {
            targets = List.copyOf(targets);
            aliases = List.copyOf(aliases);
        }
    }

    /** The name exists without a record of that type. */
    record NoData(List<HostName> aliases, Duration ttl) implements Resolution {
        /** Copies the list. */
        public NoData {
            aliases = List.copyOf(aliases);
        }
    }

    /** NXDOMAIN. */
    record NoName(List<HostName> aliases, Duration ttl) implements Resolution {
        /** Copies the list. */
        public NoName {
            aliases = List.copyOf(aliases);
        }
    }

    /** Nobody could be asked, or nobody gave an answer that can be used. */
    record Failed(Failure failure, String detail) implements Resolution {}

    /** The CNAME targets on the way to any outcome. */
    static List<HostName> aliases(Resolution resolution) {
        return switch (resolution) {
            case Addresses found -> found.aliases();
            case Services found -> found.aliases();
            case NoData none -> none.aliases();
            case NoName none -> none.aliases();
            case Failed failed -> List.of();
        };
    }

    /** Why there is no answer. */
    enum Failure {
        /** No server answered in time, or there is none to ask. */
        UNREACHABLE,
        /** A server answered with an error, or with an answer that is malformed or endless. */
        BAD_ANSWER
    }
}
