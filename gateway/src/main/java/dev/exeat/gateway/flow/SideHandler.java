package dev.exeat.gateway.flow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.function.Consumer;

/** One connection's events, handed to whoever carries it on. */
final class SideHandler extends ChannelInboundHandlerAdapter {
    private final Consumer<ByteBuf> bytes;
    private final Runnable ended;
    private final Runnable gone;

    SideHandler(Consumer<ByteBuf> bytes, Runnable ended, Runnable gone) {
        this.bytes = bytes;
        this.ended = ended;
        this.gone = gone;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        bytes.accept((ByteBuf) message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ended.run();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        gone.run();
    }
}
