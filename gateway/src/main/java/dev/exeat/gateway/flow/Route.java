package dev.exeat.gateway.flow;

import dev.exeat.gateway.dns.Resolution;
import dev.exeat.gateway.dns.Upstream;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.ReservedNames;
import dev.exeat.policy.Target;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * By which way a screened flow goes out: straight, or by the operator's proxy, whose own addresses are the operator's word and are not
 * screened. The host's own services are always reached straight, or by whoever can where the gateway is not in the host's network.
 */
record Route(
        Upstream upstream,
        @Nullable UpstreamProxy proxy,
        Connector direct,
        @Nullable HostServices host) {
    /** The way for this flow; fails where the proxy has no address. */
    CompletableFuture<Connector> of(Flow flow) {
        boolean toHost = flow.target() instanceof Target.Name(HostName name) && ReservedNames.isHost(name);
        if (toHost && host != null) {
            return host.to(flow.port());
        }
        UpstreamProxy by = proxy;
        if (by == null || toHost) {
            return CompletableFuture.completedFuture(direct);
        }
        return switch (by.host()) {
            case Target.Literal(IpAddress address) ->
                CompletableFuture.completedFuture(new ProxyConnector(by, List.of(address), direct));
            case Target.Name(HostName name) -> upstream.resolve(name).thenCompose(found -> through(by, found));
        };
    }

    private CompletableFuture<Connector> through(UpstreamProxy by, Resolution found) {
        return found instanceof Resolution.Addresses addresses
                ? CompletableFuture.completedFuture(
                        new ProxyConnector(by, Dialler.interleaved(addresses.addresses()), direct))
                : CompletableFuture.failedFuture(new IOException("the upstream proxy '" + by + "' has no address"));
    }
}
