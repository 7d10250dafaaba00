package dev.exeat.gateway.flow;

import dev.exeat.gateway.http.Ending;
import dev.exeat.linux.Sockets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** One side of an HTTP connection, as something to write to: counted, and held back when too much waits. One event loop. */
final class HttpSide {
    private static final int HIGH_WATER = 1536 * 1024;
    private static final int LOW_WATER = 512 * 1024;

    private final EpollSocketChannel channel;
    private final BufferBudget budget;
    private final Runnable relieved;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private boolean congested;

    /** A side that says when it can take more again. */
    HttpSide(EpollSocketChannel channel, BufferBudget budget, Runnable relieved) {
        this.channel = channel;
        this.budget = budget;
        this.relieved = relieved;
    }

    EpollSocketChannel channel() {
        return channel;
    }

    /** How many bytes it has taken. */
    long bytes() {
        return bytes.get();
    }

    /** Whether the one who writes to it should wait. */
    boolean isCongested() {
        return congested;
    }

    /** Whether all that was written has arrived, as far as its kernel says. Any thread. */
    boolean isDelivered() {
        return !channel.isOpen()
                || (waiting.get() == 0 && Sockets.unacknowledged(channel.fd().intValue()) == 0);
    }

    /** Writes what is owned from now on. */
    void write(ByteBuf some) {
        int length = some.readableBytes();
        if (length == 0) {
            some.release();
            return;
        }
        waiting.addAndGet(length);
        budget.take(length);
        var _ = channel.writeAndFlush(some).addListener(written -> {
            int left = waiting.addAndGet(-length);
            budget.give(length);
            if (written.isSuccess()) {
                bytes.addAndGet(length);
            }
            if (congested && (left == 0 || (left < LOW_WATER && !budget.isTight()))) {
                congested = false;
                relieved.run();
            }
        });
        congested = waiting.get() > HIGH_WATER || (waiting.get() > 0 && budget.isTight());
    }

    /** Does what a conversation says of an upstream, after everything that was written. */
    void end(Ending ending) {
        switch (ending) {
            case NONE -> {}
            case FIN -> afterAll(channel::shutdownOutput);
            case CLOSE -> afterAll(channel::close);
            case RESET -> Relay.reset(channel);
        }
    }

    private void afterAll(Supplier<ChannelFuture> act) {
        var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            var _ = act.get();
        });
    }
}
