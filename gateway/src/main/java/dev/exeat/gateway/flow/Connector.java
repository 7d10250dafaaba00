package dev.exeat.gateway.flow;

import dev.exeat.policy.IpAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.Future;

/** Makes one connection that ends at an address which was screened, and at no other. */
interface Connector {
    /**
     * A connection that is being made.
     *
     * @param channel to be closed by whoever gives up; it keeps what comes early in an {@link EarlyBytes}
     * @param done succeeds when bytes can be sent to the address
     */
    record Attempt(EpollSocketChannel channel, Future<?> done) {}

    /** Begins to connect, on this event loop. */
    Attempt connect(EventLoop loop, IpAddress address, int port);

    /** Whether the other end of the channel is the address itself, and not somebody who connects to it. */
    boolean isDirect();
}
