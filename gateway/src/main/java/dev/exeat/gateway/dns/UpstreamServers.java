package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Which resolvers are asked, in order, and which names need none. Called from one thread. */
public interface UpstreamServers {
    /** The resolvers in the order in which they are tried; never others than these. */
    List<InetSocketAddress> servers();

    /** The addresses that the system's hosts file gives a name, or null when it doesn't name it. */
    @Nullable
    List<IpAddress> hosts(HostName name);

    /** Resolvers that the user named; the hosts file is not read then. */
    static UpstreamServers of(List<InetSocketAddress> servers) {
        List<InetSocketAddress> copy = List.copyOf(servers);
        return new UpstreamServers() {
            @Override
            public List<InetSocketAddress> servers() {
                return copy;
            }

            @Override
            public @Nullable List<IpAddress> hosts(HostName name) {
                return null;
            }
        };
    }

    /**
     * The system's own: {@code resolv.conf(5)} and {@code hosts(5)}, looked at again when they change, at most once a
     * second.
     *
     * @param nanoTime a monotonic clock in nanoseconds
     */
    static UpstreamServers system(Path resolvConf, Path hosts, LongSupplier nanoTime) {
        return new SystemServers(resolvConf, hosts, nanoTime);
    }
}
