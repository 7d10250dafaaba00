package dev.exeat.cli.suggest;

import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.PortSet;
import dev.exeat.policy.ReservedNames;
import dev.exeat.policy.Target;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fewest items that cover what was used: of each host one for each way in which some of its ports were. Names come before addresses,
 * each sorted. A name that was used on the web's own ports only has both of them, as a name alone has in a policy.
 */
final class Entries {
    private static final Comparator<Target> ORDER =
            Comparator.comparing(Entries::isLiteral).thenComparing(Entries::compare);

    private static final List<PortUse> KINDS = List.of(
            new PortUse(false, false), new PortUse(false, true), new PortUse(true, false), new PortUse(true, true));

    private final Target target;
    private final Map<PortUse, PortSet> ports = new LinkedHashMap<>();

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
        ports.merge(use, PortSet.of(port), PortSet::plus);
    }

    /** In the order of {@link #KINDS}, so that the same use gives the same text. */
    private List<Entry> entries() {
        return KINDS.stream()
                .filter(ports::containsKey)
                .map(use -> new Entry(target, ports(use), use.anyBytes(), use.special()))
                .toList();
    }

    private PortSet ports(PortUse use) {
        PortSet used = ports.getOrDefault(use, PortSet.NONE);
        return isPlain(use, used) ? PortSet.WEB : used;
    }

    private boolean isPlain(PortUse use, PortSet used) {
        boolean webOnly = used.minus(PortSet.WEB).isEmpty();
        boolean shared = ports.entrySet().stream()
                .filter(other -> !other.getKey().equals(use))
                .allMatch(other -> other.getValue().minus(PortSet.WEB).equals(other.getValue()));
        return !isLiteral(target) && !use.anyBytes() && webOnly && shared;
    }
}
