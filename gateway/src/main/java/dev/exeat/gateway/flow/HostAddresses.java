package dev.exeat.gateway.flow;

import dev.exeat.linux.RouteLookup;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.LocalAddresses;

/**
 * Which addresses are the host's own: the kernel is asked each time, so an interface that appeared just now counts. What the
 * kernel delivers to itself, broadcasts or can't say is taken for local.
 */
public final class HostAddresses implements LocalAddresses {
    private final RouteLookup routes;

    public HostAddresses(RouteLookup routes) {
        this.routes = routes;
    }

    @Override
    public boolean isLocal(IpAddress address) {
        return switch (routes.kind(address.bytes())) {
            case UNICAST, NONE -> false;
            case LOCAL, BROADCAST, ANYCAST, MULTICAST, UNKNOWN -> true;
        };
    }
}
