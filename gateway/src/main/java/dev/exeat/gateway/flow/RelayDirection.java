package dev.exeat.gateway.flow;

import dev.exeat.linux.Sockets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a relay: what was read from {@code from} is written to {@code to}, and nothing more is read while too much
 * waits to be written. Lives on the event loop of both.
 */
final class RelayDirection {
    private static final int HIGH_WATER = 1536 * 1024;
    private static final int LOW_WATER = 512 * 1024;

    private final EpollSocketChannel from;
    private final EpollSocketChannel to;
    private final BufferBudget budget;
    private final Runnable ended;
    private final AtomicLong bytes = new AtomicLong();
    private int waiting;
    private boolean paused;
    private boolean endSeen;
    private volatile boolean endSent;
    private boolean readOnly;
    private FirstBytes first = FirstBytes.UNDECIDED;
    private @Nullable ChannelFuture parked;

    RelayDirection(EpollSocketChannel from, EpollSocketChannel to, BufferBudget budget, Runnable ended) {
        this.from = from;
        this.to = to;
        this.budget = budget;
        this.ended = ended;
    }

    void start() {
        from.config().setAutoRead(true);
    }

    long bytes() {
        return bytes.get();
    }

    boolean hasEnded() {
        return endSent;
    }

    /** Whether all bytes and the end have arrived at the other side, as far as its kernel says. */
    boolean isDelivered() {
        return endSent && Sockets.unacknowledged(to.fd().intValue()) == 0;
    }

    /** What the bytes look like, for the record. */
    String protocol() {
        return first.protocol();
    }

    void forward(ByteBuf read) {
        if (first == FirstBytes.UNDECIDED) {
            first = FirstBytes.of(read);
        }
        ByteBuf fitting = fitting(read);
        int length = fitting.readableBytes();
        int held = fitting.capacity();
        waiting += held;
        budget.take(held);
        var _ = to.writeAndFlush(fitting).addListener(written -> {
            waiting -= held;
            budget.give(held);
            if (written.isSuccess()) {
                bytes.addAndGet(length);
            }
            resume();
        });
        if (waiting > HIGH_WATER || (waiting > 0 && budget.isTight())) {
            paused = true;
            from.config().setAutoRead(false);
            park();
        }
    }

    /** A little text in a large buffer must not hold the large buffer while a slow reader makes it wait. */
    private static ByteBuf fitting(ByteBuf read) {
        if (read.readableBytes() > read.capacity() / 4) {
            return read;
        }
        ByteBuf small = read.alloc().directBuffer(read.readableBytes(), read.readableBytes());
        small.writeBytes(read);
        read.release();
        return small;
    }

    private void resume() {
        if (paused && !endSeen && (waiting == 0 || (waiting < LOW_WATER && !budget.isTight()))) {
            paused = false;
            unpark();
        }
    }

    /** {@code from} was told that nothing more will be written to it. */
    void sourceIsReadOnly() {
        readOnly = true;
        if (paused) {
            park();
        }
    }

    /**
     * A connection that both sides have ended is reported by epoll(7) again and again, whether it is being read or not: while it
     * must wait it is taken out. Nothing is written to it any more, so nothing else needs it there.
     */
    private void park() {
        if (readOnly && parked == null) {
            parked = from.deregister();
        }
    }

    private void unpark() {
        ChannelFuture taken = parked;
        if (taken == null) {
            from.config().setAutoRead(true);
            return;
        }
        parked = null;
        EventLoop loop = to.eventLoop();
        var _ = taken.addListener(out -> {
            if (from.isOpen()) {
                var _ = loop.register(from).addListener(in -> from.config().setAutoRead(!paused));
            }
        });
    }

    /** The writer sent its end: pass it on after everything that it sent before. */
    void forwardEnd() {
        if (endSeen) {
            return;
        }
        endSeen = true;
        // shutting down drops what is still queued, so it waits behind the last bytes
        var _ = to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()) {
                var _ = to.shutdownOutput().addListener(shut -> sentEnd());
            }
        });
    }

    private void sentEnd() {
        if (!endSent) {
            endSent = true;
            ended.run();
        }
    }
}
