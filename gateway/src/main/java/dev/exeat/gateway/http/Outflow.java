package dev.exeat.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes that one step sends one way. Long runs are slices of what came; short ones are copied together, or they would cost more. */
final class Outflow {
    private static final int SLICED = 1024;

    private final List<ByteBuf> parts = new ArrayList<>(2);
    private @Nullable ByteBuf open;

    /** Appends characters as octets. */
    void text(CharSequence text) {
        open(text.length()).writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }

    /** Moves octets out of a buffer. */
    void pass(ByteBuf in, int octets) {
        if (octets >= SLICED) {
            give(in.readRetainedSlice(octets));
        } else if (octets > 0) {
            open(octets).writeBytes(in, octets);
        }
    }

    /** Appends a buffer, and owns it from now on. */
    void give(ByteBuf whole) {
        parts.add(whole);
        open = null;
    }

    /** What was appended since the last time, as one buffer that the caller owns. */
    ByteBuf take() {
        ByteBuf all = switch (parts.size()) {
            case 0 -> Unpooled.EMPTY_BUFFER;
            case 1 -> parts.getFirst();
            default -> composed();
        };
        parts.clear();
        open = null;
        return all;
    }

    private ByteBuf composed() {
        CompositeByteBuf all = Unpooled.compositeBuffer(parts.size());
        for (ByteBuf part : parts) {
            all.addComponent(true, part);
        }
        return all;
    }

    private ByteBuf open(int octets) {
        ByteBuf last = open;
        if (last == null) {
            last = Unpooled.buffer(Math.max(octets, 256));
            parts.add(last);
            open = last;
        }
        return last;
    }
}
