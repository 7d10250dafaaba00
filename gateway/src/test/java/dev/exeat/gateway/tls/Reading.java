package dev.exeat.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Content;
import dev.exeat.policy.HostName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Feeds readers. */
final class Reading {
    private Reading() {}

    /**
     * What came of it.
     *
     * @param progress the last answer
     * @param octets how many bytes had been given by then
     */
    record Outcome(HelloProgress progress, int octets) {}

    static HelloProgress whole(byte[] bytes) {
        return cut(bytes, bytes.length).progress();
    }

    /** In pieces of that many bytes, the last one shorter, until there is an answer. */
    static Outcome cut(byte[] bytes, int piece) {
        ClientHelloReader reader = new ClientHelloReader(ClientHelloReader.DEFAULT_LIMIT);
        HelloProgress progress = new HelloProgress.More();
        int given = 0;
        while (given < bytes.length && progress instanceof HelloProgress.More) {
            int next = Math.min(piece, bytes.length - given);
            progress = give(reader, bytes, given, next);
            given += next;
        }
        return new Outcome(progress, given);
    }

    /** In two pieces. */
    static Outcome cutOnce(byte[] bytes, int at) {
        ClientHelloReader reader = new ClientHelloReader(ClientHelloReader.DEFAULT_LIMIT);
        HelloProgress first = give(reader, bytes, 0, at);
        return first instanceof HelloProgress.More
                ? new Outcome(give(reader, bytes, at, bytes.length - at), bytes.length)
                : new Outcome(first, at);
    }

    static HelloProgress give(ClientHelloReader reader, byte[] bytes, int at, int octets) {
        // an index of its own that is not 0, and bytes of somebody else around it
        ByteBuf piece = Unpooled.buffer(octets + 3).writeByte(0x16).writeBytes(bytes, at, octets);
        piece.readerIndex(1);
        HelloProgress progress = reader.take(piece);
        assertThat(piece.readerIndex()).isEqualTo(1);
        assertThat(piece.readableBytes()).isEqualTo(octets);
        return progress;
    }

    static HelloProgress read(@Nullable String name, boolean encrypted, String... protocols) {
        HostName host = name == null ? null : new HostName(name);
        return new HelloProgress.Read(new Content.Tls(host, encrypted), List.of(protocols));
    }
}
