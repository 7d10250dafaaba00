package dev.exeat.gateway.flow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;

/**
 * One direction of a relay: what was read from {@code from} is written to {@code to}, and nothing more is read while too much
 * waits to be written. Lives on the event loop of both.
 */
final class RelayDirection {
    private static final int HIGH_WATER = 1536 * 1024;
    private static final int LOW_WATER = 512 * 1024;

    private final SocketChannel from;
    private final SocketChannel to;
    private final BufferBudget budget;
    private final Runnable ended;
    private long bytes;
    private int waiting;
    private boolean paused;
    private boolean endSeen;
    private boolean endSent;

    RelayDirection(SocketChannel from, SocketChannel to, BufferBudget budget, Runnable ended) {
        this.from = from;
        this.to = to;
        this.budget = budget;
        this.ended = ended;
    }

    void start() {
        from.config().setAutoRead(true);
    }

    long bytes() {
        return bytes;
    }

    boolean hasEnded() {
        return endSent;
    }

    void forward(ByteBuf read) {
        ByteBuf fitting = fitting(read);
        int length = fitting.readableBytes();
        int held = fitting.capacity();
        waiting += held;
        budget.take(held);
        var _ = to.writeAndFlush(fitting).addListener(written -> {
            waiting -= held;
            budget.give(held);
            if (written.isSuccess()) {
                bytes += length;
            }
            resume();
        });
        if (waiting > HIGH_WATER || (waiting > 0 && budget.isTight())) {
            paused = true;
            from.config().setAutoRead(false);
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
            from.config().setAutoRead(true);
        }
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
