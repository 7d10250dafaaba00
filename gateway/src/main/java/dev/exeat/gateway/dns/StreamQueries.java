package dev.exeat.gateway.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection (RFC 7766): each message is judged on its own, answers go out as they come. A message that is
 * too short, too long or too slow, and a client that is idle or reads nothing, ends the connection.
 */
final class StreamQueries extends SimpleChannelInboundHandler<ByteBuf> {
    /** No query that we answer is longer. */
    private static final int MAX_QUERY_OCTETS = 8_192;
    /** Questions under way, above which no more is read. */
    private static final int MAX_UNDER_WAY = 16;

    private final NameService names;
    private final TcpLimits limits;
    private final TcpFrames frames = new TcpFrames(MAX_QUERY_OCTETS);
    private int underWay;
    private boolean ended;
    private @Nullable Future<?> deadline;

    StreamQueries(NameService names, TcpLimits limits) {
        this.names = names;
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        closeAfter(context, limits.idle());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancelDeadline();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) throws MalformedMessage {
        boolean waiting = frames.partial();
        boolean complete = false;
        for (byte[] query = frames.next(bytes); query != null; query = frames.next(bytes)) {
            complete = true;
            ask(context, query);
        }
        if (complete || !waiting) {
            closeAfter(context, frames.partial() ? limits.message() : limits.idle());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ended = true;
            closeWhenDone(context);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        readWhenThereIsRoom(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }

    private void ask(ChannelHandlerContext context, byte[] query) {
        underWay++;
        var _ = names.answer(query, Transport.TCP)
                .thenAcceptAsync(answer -> finish(context, answer.orElse(null)), context.executor());
        readWhenThereIsRoom(context);
    }

    private void finish(ChannelHandlerContext context, byte @Nullable [] answer) {
        underWay--;
        if (answer == null) {
            var _ = context.close();
            return;
        }
        byte[] framed = new WireWriter().u16(answer.length).bytes(answer).done();
        var _ = context.writeAndFlush(Unpooled.wrappedBuffer(framed));
        readWhenThereIsRoom(context);
        closeWhenDone(context);
    }

    private void readWhenThereIsRoom(ChannelHandlerContext context) {
        context.channel()
                .config()
                .setAutoRead(underWay < MAX_UNDER_WAY && context.channel().isWritable());
    }

    private void closeWhenDone(ChannelHandlerContext context) {
        if (ended && underWay == 0) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void closeAfter(ChannelHandlerContext context, Duration limit) {
        cancelDeadline();
        deadline = context.executor().schedule(() -> closeNow(context), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void closeNow(ChannelHandlerContext context) {
        var _ = context.close();
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
