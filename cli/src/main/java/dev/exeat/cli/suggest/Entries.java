package dev.exeat.cli.suggest;

import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.PortSet;
import dev.exeat.policy.ReservedNames;
import dev.exeat.policy.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fewest items that cover what was used: of each host one for what is TLS and HTTP and one for what is not. Names come before addresses,
 * each sorted. A name that was used on the web's own ports only has both of them, as a name alone has in a policy.
 */
final class Entries {
    private static final Comparator<Target> ORDER =
            Comparator.comparing(Entries::isLiteral).thenComparing(Entries::compare);

    private final Target target;
    private PortSet web = PortSet.NONE;
    private PortSet anyBytes = PortSet.NONE;
    private boolean special;

    private Entries(Target target) {
        this.target = target;
    }

    /** The items for these flows; the host's own services are none of them. */
    static List<Entry> of(Map<Flow, PortUse> used) {
        Map<Target, Entries> hosts = new TreeMap<>(ORDER);
        used.forEach((flow, use) -> {
            if (!isHostService(flow)) {
                hosts.computeIfAbsent(flow.target(), Entries::new).add(flow.port(), use);
            }
        });
        return hosts.values().stream()
                .map(Entries::entries)
                .flatMap(Collection::stream)
                .toList();
    }

    /** The ports of the host's own services. */
    static PortSet hostPorts(Map<Flow, PortUse> used) {
        return used.keySet().stream()
                .filter(Entries::isHostService)
                .map(flow -> PortSet.of(flow.port()))
                .reduce(PortSet.NONE, PortSet::plus);
    }

    private static boolean isHostService(Flow flow) {
        return flow.target() instanceof Target.Name(HostName name) && ReservedNames.isHost(name);
    }

    private static boolean isLiteral(Target target) {
        return target instanceof Target.Literal;
    }

    private static int compare(Target one, Target other) {
        if (one instanceof Target.Name(HostName name) && other instanceof Target.Name(HostName another)) {
            return name.compareTo(another);
        }
        return one instanceof Target.Literal(IpAddress address) && other instanceof Target.Literal(IpAddress another)
                ? address.compareTo(another)
                : 0;
    }

    private void add(int port, PortUse use) {
        if (use.anyBytes()) {
            anyBytes = anyBytes.plus(PortSet.of(port));
        } else {
            web = web.plus(PortSet.of(port));
        }
        special |= use.special();
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        if (!web.isEmpty()) {
            entries.add(new Entry(target, isPlain() ? PortSet.WEB : web, false, special));
        }
        if (!anyBytes.isEmpty()) {
            entries.add(new Entry(target, anyBytes, true, special));
        }
        return entries;
    }

    private boolean isPlain() {
        boolean webOnly = web.minus(PortSet.WEB).isEmpty();
        boolean shared = !anyBytes.contains(80) && !anyBytes.contains(443);
        return !isLiteral(target) && webOnly && shared;
    }
}
