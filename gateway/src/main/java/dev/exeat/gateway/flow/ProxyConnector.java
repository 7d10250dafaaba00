package dev.exeat.gateway.flow;

import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connects through an HTTP proxy of the operator's (CONNECT, RFC 9110 section 9.3.6), which is asked for the screened address and never
 * for the name: a proxy that looked the name up again could be led elsewhere.
 */
final class ProxyConnector implements Connector {
    private final UpstreamProxy proxy;
    private final List<IpAddress> at;
    private final Connector direct;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * A connector by way of {@code proxy}.
     *
     * @param at where the proxy is, at least one address
     */
    ProxyConnector(UpstreamProxy proxy, List<IpAddress> at, Connector direct) {
        this.proxy = proxy;
        this.at = List.copyOf(at);
        this.direct = direct;
    }

    @Override
    public Attempt connect(EventLoop loop, IpAddress address, int port) {
        // each attempt tries another of the proxy's addresses
        IpAddress via = at.get(Math.floorMod(next.getAndIncrement(), at.size()));
        Attempt reached = direct.connect(loop, via, proxy.port());
        Promise<Void> done = loop.newPromise();
        var _ = reached.done().addListener(connected -> {
            if (connected.isSuccess()) {
                ProxyHandshake.begin(reached.channel(), proxy.request(Flow.to(address, port)), done);
            } else {
                done.tryFailure(new java.io.IOException("the upstream proxy '" + proxy + "': "
                        + connected.cause().getMessage()));
            }
        });
        return new Attempt(reached.channel(), done);
    }

    @Override
    public boolean isDirect() {
        return false;
    }
}
