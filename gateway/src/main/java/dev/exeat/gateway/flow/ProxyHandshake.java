package dev.exeat.gateway.flow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an upstream proxy for a tunnel and reads its answer's head; what follows it is the tunnel's. One event loop. */
final class ProxyHandshake extends ChannelInboundHandlerAdapter {
    private static final int MOST = 16 * 1024;
    private static final int SWITCHING = 101;
    private static final ByteBuf END =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: [ -~]{0,200})?\r\n");

    private final EpollSocketChannel channel;
    private final Promise<Void> done;
    private final ByteBuf head;

    private ProxyHandshake(EpollSocketChannel channel, Promise<Void> done) {
        this.channel = channel;
        this.done = done;
        this.head = channel.alloc().buffer();
    }

    /** Begins on a connected channel that keeps its bytes in an {@link EarlyBytes}, and does again once {@code done}. */
    static void begin(EpollSocketChannel channel, String request, Promise<Void> done) {
        ProxyHandshake handshake = new ProxyHandshake(channel, done);
        EarlyBytes early = channel.pipeline().remove(EarlyBytes.class);
        channel.pipeline().addLast(handshake);
        // first: what is there already is no answer to what comes after it
        var _ = channel.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        early.replay(handshake::spokeFirst, () -> handshake.fail("ended the connection"));
        channel.config().setAutoRead(true);
    }

    private void spokeFirst(ByteBuf bytes) {
        bytes.release();
        fail("speaks before it is asked");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        arrived((ByteBuf) message);
    }

    private void arrived(ByteBuf bytes) {
        if (done.isDone()) {
            bytes.release();
            return;
        }
        head.writeBytes(bytes, Math.min(bytes.readableBytes(), MOST + 1 - head.writerIndex()));
        passInterim();
        int end = ByteBufUtil.indexOf(END, head);
        if (end < 0) {
            bytes.release();
            if (head.writerIndex() > MOST) {
                fail("answers with a head of more than " + MOST + " bytes");
            }
            return;
        }
        String text = head.readString(end - head.readerIndex() + END.readableBytes(), StandardCharsets.ISO_8859_1);
        ByteBuf rest = channel.alloc().buffer();
        rest.writeBytes(head);
        rest.writeBytes(bytes);
        bytes.release();
        answered(text, rest);
    }

    /** Reads over the heads before the final one (RFC 9110 section 15.2), which count towards the size of all. */
    private void passInterim() {
        int end = ByteBufUtil.indexOf(END, head);
        while (end >= 0) {
            int length = end - head.readerIndex() + END.readableBytes();
            Matcher status = STATUS.matcher(head.toString(head.readerIndex(), length, StandardCharsets.ISO_8859_1));
            if (!status.lookingAt() || !isInterim(Integer.parseInt(status.group(1)))) {
                return;
            }
            head.skipBytes(length);
            end = ByteBufUtil.indexOf(END, head);
        }
    }

    private static boolean isInterim(int status) {
        return status / 100 == 1 && status != SWITCHING;
    }

    private void answered(String text, ByteBuf rest) {
        Matcher status = STATUS.matcher(text);
        if (status.lookingAt() && status.group(1).startsWith("2")) {
            channel.config().setAutoRead(false);
            channel.pipeline().remove(this);
            channel.pipeline().addLast(EarlyBytes.of(rest));
            done.trySuccess(null);
        } else {
            rest.release();
            fail(status.lookingAt() ? refusal(status.group(1)) : "answers with what is no HTTP");
        }
    }

    private static String refusal(String status) {
        return "answers " + status + (status.equals("407") ? ", it wants a user and a password" : "");
    }

    private void fail(String what) {
        done.tryFailure(new IOException("the upstream proxy " + what));
        var _ = channel.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        head.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            fail("ended the connection");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail("ended the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail("broke the connection: " + cause.getMessage());
    }
}
