package dev.exeat.gateway.flow;

import dev.exeat.policy.Family;
import dev.exeat.policy.IpAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * Connects to the very address.
 *
 * @param limit how long the kernel may try
 */
record DirectConnector(Duration limit) implements Connector {
    /**
     * A host that is gone without a word is found out after four minutes of silence, instead of the kernel's two hours, and its connection's
     * place is free again. Nothing else ends a connection that is idle, since it may be one that waits.
     */
    static final int SILENT_SECONDS = 120;

    static final int ASK_SECONDS = 30;
    static final int ASK_TIMES = 4;

    @Override
    public Attempt connect(EventLoop loop, IpAddress address, int port) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(EpollSocketChannel::new)
                .disableResolver()
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(EpollChannelOption.TCP_KEEPIDLE, SILENT_SECONDS)
                .option(EpollChannelOption.TCP_KEEPINTVL, ASK_SECONDS)
                .option(EpollChannelOption.TCP_KEEPCNT, ASK_TIMES)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limit.toMillis())
                .handler(new EarlyBytes())
                .connect(new InetSocketAddress(exactly(address), port));
        return new Attempt((EpollSocketChannel) connecting.channel(), connecting);
    }

    @Override
    public boolean isDirect() {
        return true;
    }

    /** The very address: {@link InetAddress#getByAddress} would turn a v4-mapped IPv6 address into the IPv4 one. */
    static InetAddress exactly(IpAddress address) {
        try {
            return address.family() == Family.V6
                    ? Inet6Address.getByAddress(null, address.bytes(), -1)
                    : InetAddress.getByAddress(address.bytes());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
