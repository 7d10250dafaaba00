package dev.exeat.gateway.flow;

import dev.exeat.policy.DenyReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Last words to a client: they are written, the output is shut down, and what the client still sends is thrown away until it ends or a
 * moment has passed. To close at once a connection with unread bytes would reset it, and the words would be lost (RFC 9112 section 9.6).
 */
final class Farewell extends ChannelInboundHandlerAdapter {
    private static final long PATIENCE_MILLISECONDS = 1000;
    private static final int ALERT_RECORD = 0x15;
    private static final int FATAL = 2;

    private Farewell() {}

    /** Says the last words, which are owned from now on. Handlers that are in the pipeline are out of it afterwards. */
    static void say(EpollSocketChannel client, ByteBuf words) {
        if (!client.isActive()) {
            words.release();
            return;
        }
        while (client.pipeline().first() != null) {
            if (client.pipeline().removeFirst() instanceof EarlyBytes early) {
                early.discard();
            }
        }
        client.pipeline().addLast(new Farewell());
        var _ = client.writeAndFlush(words).addListener(written -> {
            var _ = client.shutdownOutput();
        });
        client.config().setAutoRead(true);
        var _ = client.eventLoop()
                .schedule(
                        () -> {
                            var _ = client.close();
                        },
                        PATIENCE_MILLISECONDS,
                        TimeUnit.MILLISECONDS);
    }

    /** A fatal alert (RFC 8446 section 6, RFC 6066 section 3 for the name). */
    static ByteBuf alert(DenyReason reason) {
        int description = switch (reason) {
            case SNI_MISSING, SNI_MISMATCH, ENCRYPTED_HELLO -> Alert.UNRECOGNIZED_NAME;
            case TLS_MALFORMED, TLS_TOO_LARGE -> Alert.DECODE_ERROR;
            default -> Alert.ACCESS_DENIED;
        };
        return Unpooled.wrappedBuffer(new byte[] {ALERT_RECORD, 3, 3, 0, 2, FATAL, (byte) description});
    }

    private static final class Alert {
        static final int ACCESS_DENIED = 49;
        static final int DECODE_ERROR = 50;
        static final int UNRECOGNIZED_NAME = 112;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            var _ = context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
