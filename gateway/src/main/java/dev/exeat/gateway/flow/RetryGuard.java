package dev.exeat.gateway.flow;

import dev.exeat.gateway.tls.RetryWatch;
import dev.exeat.gateway.tls.Watched;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.function.Consumer;

/**
 * Stands before both directions of a relay while a TLS handshake may still be begun anew, and is out of their way as soon as it can't:
 * for most connections, with the first bytes of the server. What may pass does so as it comes. Lives on the event loop of both.
 */
final class RetryGuard {
    private final RetryWatch watch;
    private final Channel client;
    private final Channel server;
    private final Consumer<Watched.Refused> refused;
    private final ChannelHandler fromClient = new FromClient();
    private final ChannelHandler fromServer = new FromServer();
    // on the heap: what a connection that breaks leaves behind needs nobody to release it
    private final ByteBuf waiting = Unpooled.buffer(0);
    private boolean isRefused;

    private RetryGuard(RetryWatch watch, Channel client, Channel server, Consumer<Watched.Refused> refused) {
        this.watch = watch;
        this.client = client;
        this.server = server;
        this.refused = refused;
    }

    /**
     * Becomes the last handler so far of both.
     *
     * @param watch on a connection whose first hello has not been passed on yet
     * @param refused is told once, and ends the connection; nothing of the client passes any more
     */
    static void stand(RetryWatch watch, Channel client, Channel server, Consumer<Watched.Refused> refused) {
        RetryGuard guard = new RetryGuard(watch, client, server, refused);
        client.pipeline().addLast(guard.fromClient);
        server.pipeline().addLast(guard.fromServer);
    }

    private static void leave(Channel channel, ChannelHandler handler) {
        if (channel.pipeline().context(handler) != null) {
            channel.pipeline().remove(handler);
        }
    }

    private void leaveBoth() {
        leave(client, fromClient);
        leave(server, fromServer);
    }

    private void refuse(Watched.Refused why) {
        isRefused = true;
        refused.accept(why);
    }

    private final class FromClient extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (isRefused) {
                bytes.release();
                return;
            }
            switch (watch.fromClient(bytes)) {
                case Watched.Pass(int octets) -> pass(context, bytes, octets);
                case Watched.Opaque() -> {
                    leaveBoth();
                    if (waiting.isReadable()) {
                        context.fireChannelRead(waiting);
                    }
                    context.fireChannelRead(bytes);
                }
                case Watched.Refused why -> {
                    bytes.release();
                    refuse(why);
                }
            }
        }

        private void pass(ChannelHandlerContext context, ByteBuf bytes, int octets) {
            if (octets == bytes.readableBytes()) {
                context.fireChannelRead(bytes);
                return;
            }
            if (octets > 0) {
                context.fireChannelRead(bytes.readRetainedSlice(octets));
            }
            waiting.writeBytes(bytes);
            bytes.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE && waiting.isReadable() && !isRefused) {
                refuse(RetryWatch.endedInside());
            } else {
                context.fireUserEventTriggered(event);
            }
        }
    }

    private final class FromServer extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            switch (watch.fromServer((ByteBuf) message)) {
                case UNKNOWN -> {}
                case RETRY -> leave(server, this);
                case FINAL -> leaveBoth();
            }
            context.fireChannelRead(message);
        }
    }
}
