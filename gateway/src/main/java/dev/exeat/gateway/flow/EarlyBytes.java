package dev.exeat.gateway.flow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LastingRegistration;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what comes before a relay stands. Nothing is asked for by then, but when a peer ends its side the transport reads one
 * buffer to find that out, and neither those bytes nor the end may be lost.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {
    private final Queue<ByteBuf> bytes = new ArrayDeque<>(1);
    private boolean ended;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        LastingRegistration.of((EpollSocketChannel) context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        bytes.add((ByteBuf) message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        ended |= event == ChannelInputShutdownEvent.INSTANCE;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        bytes.forEach(ByteBuf::release);
        bytes.clear();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Relay.reset((EpollSocketChannel) context.channel());
    }

    /** Hands over what was kept. */
    void replay(RelayDirection direction) {
        while (!bytes.isEmpty()) {
            direction.forward(bytes.remove());
        }
        if (ended) {
            direction.forwardEnd();
        }
    }
}
