package dev.exeat.gateway.flow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** One side's events, handed to the direction that reads from it. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
    private final RelayDirection direction;
    private final Runnable broken;

    RelayHandler(RelayDirection direction, Runnable broken) {
        this.direction = direction;
        this.broken = broken;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        direction.forward((ByteBuf) message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            direction.forwardEnd();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        broken.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken.run();
    }
}
