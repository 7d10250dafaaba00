package dev.exeat.gateway.dns;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Registers accepted connections on the loop, and closes those above the limit at once. */
final class StreamAcceptor extends ChannelInboundHandlerAdapter {
    private final EventLoop loop;
    private final TcpConnections connections;
    private final Consumer<Channel> prepare;

    StreamAcceptor(EventLoop loop, TcpConnections connections, Consumer<Channel> prepare) {
        this.loop = loop;
        this.connections = connections;
        this.prepare = prepare;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        if (!connections.admit(connection)) {
            connection.unsafe().closeForcibly();
            return;
        }
        prepare.accept(connection);
        var _ = loop.register(connection);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // one failed accept must not end the listener, nor spin when there is no descriptor left
        context.channel().config().setAutoRead(false);
        var _ = loop.schedule(() -> context.channel().config().setAutoRead(true), 1, TimeUnit.SECONDS);
    }
}
