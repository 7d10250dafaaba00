package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records at the end of the CNAME chain that starts at the question.
 *
 * @param aliases the chain's targets in order
 * @param records of the asked type, owned by the last name of the chain
 * @param ttl the smallest of the chain, in seconds
 */
record AliasChain(List<HostName> aliases, List<ReplyRecord> records, long ttl) {
    private static final int MAX_HOPS = 8;
    private static final int MAX_SERVICES = 16;
    private static final long MAX_TTL_SECONDS = 300;

    /** Follows the chain; one that loops, forks, ends in no host name or has more than eight hops is malformed. */
    static AliasChain follow(UpstreamQuery query, List<ReplyRecord> records, byte[] message) throws MalformedMessage {
        List<HostName> aliases = new ArrayList<>();
        List<ReplyRecord> found = new ArrayList<>();
        long ttl = MAX_TTL_SECONDS;
        WireName name = query.name();
        for (int hops = 0; hops <= MAX_HOPS; hops++) {
            ReplyRecord alias = null;
            for (ReplyRecord record : records) {
                if (record.owner().equals(name)) {
                    ttl = Math.min(ttl, record.ttl());
                    if (record.isAlias()) {
                        alias = onlyAlias(alias, record, message);
                    } else {
                        found.add(record);
                    }
                }
            }
            if (alias == null) {
                return new AliasChain(aliases, found, ttl);
            }
            if (!found.isEmpty()) {
                throw new MalformedMessage("an alias that has records of its own");
            }
            name = alias.nameData(message);
            aliases.add(hostName(name));
        }
        throw new MalformedMessage("more than " + MAX_HOPS + " aliases, or a loop of them");
    }

    /** The answer that these records are. There must be at least one. */
    Resolution resolution(RecordType type, byte[] message) throws MalformedMessage {
        Duration holds = Duration.ofSeconds(ttl);
        if (type.equals(RecordType.A) || type.equals(RecordType.AAAA)) {
            return new Resolution.Addresses(addresses(type, message), aliases, holds);
        }
        List<ServiceTarget> targets = new ArrayList<>();
        for (ReplyRecord record : records.subList(0, Math.min(records.size(), MAX_SERVICES))) {
            ServiceTarget target = service(type, record, message);
            if (target != null) {
                targets.add(target);
            }
        }
        return targets.isEmpty()
                ? new Resolution.NoData(aliases, holds)
                : new Resolution.Services(targets, aliases, holds);
    }

    private List<IpAddress> addresses(RecordType type, byte[] message) throws MalformedMessage {
        int octets = type.equals(RecordType.A) ? 4 : 16;
        Set<IpAddress> addresses = new LinkedHashSet<>();
        for (ReplyRecord record : records) {
            if (record.length() != octets) {
                throw new MalformedMessage("address of " + record.length() + " octets");
            }
            if (addresses.size() < ReplyParser.MAX_ADDRESSES) {
                addresses.add(IpAddress.of(new WireReader(message, record.start()).take(octets)));
            }
        }
        return List.copyOf(addresses);
    }

    // a target that is no host name (the root of RFC 7505 and RFC 2782 too) leads nowhere and is left out
    private static @Nullable ServiceTarget service(RecordType type, ReplyRecord record, byte[] message)
            throws MalformedMessage {
        WireReader in = new WireReader(message, record.start());
        int first = in.u16();
        if (type.equals(RecordType.MX)) {
            HostName target = record.nameData(message, 2).hostName();
            return target == null ? null : new ServiceTarget.MailExchange(first, target);
        }
        int weight = in.u16();
        int port = in.u16();
        HostName target = record.nameData(message, 6).hostName();
        return target == null ? null : new ServiceTarget.Location(first, weight, port, target);
    }

    private static ReplyRecord onlyAlias(@Nullable ReplyRecord before, ReplyRecord alias, byte[] message)
            throws MalformedMessage {
        if (before != null && !before.nameData(message).equals(alias.nameData(message))) {
            throw new MalformedMessage("a name with two aliases");
        }
        return alias;
    }

    private static HostName hostName(WireName name) throws MalformedMessage {
        HostName host = name.hostName();
        if (host == null) {
            throw new MalformedMessage("an alias to something that is no host name");
        }
        return host;
    }
}
