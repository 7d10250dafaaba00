package dev.exeat.gateway.flow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LastingRegistration;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what comes before it is known where it goes. Nothing is asked for until somebody watches, but when a peer ends its side the
 * transport reads one buffer to find that out, and neither those bytes nor the end may be lost.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {
    private final Deque<ByteBuf> bytes = new ArrayDeque<>(1);
    private @Nullable Watcher watcher;
    private boolean ended;

    /** Sees what comes while it is kept. */
    interface Watcher {
        /** More has come; the buffer stays the keeper's. */
        void arrived(ByteBuf more);

        /** Nothing more will come. */
        void ended();
    }

    /** Bytes that were read already, and are owned from now on. */
    static EarlyBytes of(ByteBuf read) {
        EarlyBytes early = new EarlyBytes();
        if (read.isReadable()) {
            early.bytes.add(read);
        } else {
            read.release();
        }
        return early;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        LastingRegistration.of((EpollSocketChannel) context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf more = keep((ByteBuf) message);
        if (watcher != null) {
            watcher.arrived(more);
        }
    }

    /** Bytes that trickle in share a buffer: one of 16 KiB for each of them would make little text cost much memory. */
    private ByteBuf keep(ByteBuf more) {
        ByteBuf last = bytes.peekLast();
        int octets = more.readableBytes();
        if (last == null || last.writableBytes() < octets) {
            bytes.add(more);
            return more;
        }
        last.writeBytes(more);
        more.release();
        return last.slice(last.writerIndex() - octets, octets);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            end();
        }
    }

    /** The peer's end was seen, here or by whoever read before. */
    void end() {
        if (!ended) {
            ended = true;
            if (watcher != null) {
                watcher.ended();
            }
        }
    }

    /** Tells whoever keeps the bytes of {@code client} now that its end was seen. */
    static void end(EpollSocketChannel client) {
        EarlyBytes early = client.pipeline().get(EarlyBytes.class);
        if (early != null) {
            early.end();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        release();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Relay.reset((EpollSocketChannel) context.channel());
    }

    /** Lets go of what was kept. */
    void discard() {
        unwatch();
        release();
    }

    private void release() {
        bytes.forEach(ByteBuf::release);
        bytes.clear();
    }

    /** Shows what is there and what comes, until {@link #unwatch}. */
    void watch(Watcher by) {
        watcher = by;
        for (ByteBuf kept : java.util.List.copyOf(bytes)) {
            if (watcher != null) {
                by.arrived(kept);
            }
        }
        if (ended && watcher != null) {
            by.ended();
        }
    }

    void unwatch() {
        watcher = null;
    }

    /** Hands over what was kept, and the end. */
    void replay(Consumer<ByteBuf> to, Runnable end) {
        while (!bytes.isEmpty()) {
            to.accept(bytes.remove());
        }
        if (ended) {
            end.run();
        }
    }
}
