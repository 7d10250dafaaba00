package dev.exeat.gateway.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Bytes that came and are not read yet, in their order. Owns every buffer until it is read. */
final class Inflow {
    private final Deque<ByteBuf> buffers = new ArrayDeque<>(2);

    void add(ByteBuf bytes) {
        buffers.addLast(bytes);
    }

    /** The first buffer with something to read; null when all is read. */
    @Nullable
    ByteBuf next() {
        while (!buffers.isEmpty() && !buffers.getFirst().isReadable()) {
            buffers.removeFirst().release();
        }
        return buffers.peekFirst();
    }

    /** All that is left, as one buffer that the caller owns. */
    ByteBuf takeAll() {
        Outflow all = new Outflow();
        for (ByteBuf bytes = next(); bytes != null; bytes = next()) {
            all.give(bytes.readRetainedSlice(bytes.readableBytes()));
        }
        return all.take();
    }

    void discard() {
        buffers.forEach(ByteBuf::release);
        buffers.clear();
    }
}
