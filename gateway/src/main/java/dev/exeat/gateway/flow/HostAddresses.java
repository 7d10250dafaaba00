package dev.exeat.gateway.flow;

import dev.exeat.linux.RouteLookup;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.LocalAddresses;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which addresses are the host's own: the kernel is asked each time, so an interface that appeared just now counts. What the
 * kernel delivers to itself, broadcasts or can't say is taken for local.
 */
public final class HostAddresses implements LocalAddresses {
    private final RouteLookup routes;
    private final Supplier<Set<IpAddress>> told;

    /** Those that the kernel knows of: enough in the host's own network. */
    public HostAddresses(RouteLookup routes) {
        this(routes, Set::of);
    }

    /**
     * The host's addresses.
     *
     * @param told those that the kernel can't know here, because this is not the host's network; empty where it is
     */
    public HostAddresses(RouteLookup routes, Supplier<Set<IpAddress>> told) {
        this.routes = routes;
        this.told = told;
    }

    @Override
    public boolean isLocal(IpAddress address) {
        if (told.get().contains(address)) {
            return true;
        }
        return switch (routes.kind(address.bytes())) {
            case UNICAST, NONE -> false;
            case LOCAL, BROADCAST, ANYCAST, MULTICAST, UNKNOWN -> true;
        };
    }
}
