package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The resolvers behind the gateway. Only names that the policy allowed may be asked here: asking is leaving. */
public interface Upstream {
    /**
     * Asks for one type. The future never completes exceptionally and never later than five seconds.
     *
     * @param type A, AAAA, MX or SRV
     */
    CompletableFuture<Resolution> ask(HostName name, RecordType type);

    /**
     * Asks for the addresses of both families at once. The set is what the caller screens, and it must dial an address
     * of this very set: a second look-up could say something else.
     */
    default CompletableFuture<Resolution> resolve(HostName name) {
        return ask(name, RecordType.A).thenCombine(ask(name, RecordType.AAAA), Upstream::merge);
    }

    private static Resolution merge(Resolution v4, Resolution v6) {
        List<IpAddress> addresses = new ArrayList<>();
        Set<HostName> aliases = new LinkedHashSet<>();
        Duration ttl = Duration.ofDays(1);
        for (Resolution one : List.of(v4, v6)) {
            aliases.addAll(Resolution.aliases(one));
            if (one instanceof Resolution.Addresses found) {
                addresses.addAll(found.addresses());
                ttl = found.ttl().compareTo(ttl) < 0 ? found.ttl() : ttl;
            }
        }
        if (!addresses.isEmpty()) {
            return new Resolution.Addresses(addresses, List.copyOf(aliases), ttl);
        }
        return worse(v4, v6);
    }

    // "no such name" is said only when both families say so; one that failed leaves nothing known
    private static Resolution worse(Resolution v4, Resolution v6) {
        if (v4 instanceof Resolution.Failed) {
            return v4;
        }
        return v6 instanceof Resolution.Failed || v4 instanceof Resolution.NoName ? v6 : v4;
    }
}
