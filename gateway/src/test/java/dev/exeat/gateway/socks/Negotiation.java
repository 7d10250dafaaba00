package dev.exeat.gateway.socks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.HostPort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Builds what SOCKS clients send, and feeds readers with it, apart from the code under test. */
final class Negotiation {
    /** A greeting that offers to do without a login. */
    static final String OPEN = "05 01 00";

    private Negotiation() {}

    /**
     * What came of it.
     *
     * @param end the last answer, with the replies of all of them
     * @param octets how many bytes were the negotiation's; for a refusal, how many had been given
     */
    record Outcome(SocksProgress end, int octets) {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** A CONNECT request to port 443 of a name of any bytes. */
    static byte[] request(String name) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        return join(hex("05 01 00 03 %02x".formatted(text.length)), text, hex("01bb"));
    }

    /** Greeting and request at once. */
    static SocksProgress ask(String name) {
        byte[] bytes = join(hex(OPEN), request(name));
        return feed(bytes, bytes.length).end();
    }

    /** In pieces of that many bytes, until there is an answer. */
    static Outcome feed(byte[] bytes, int piece) {
        SocksReader reader = new SocksReader();
        List<SocksReply> replies = new ArrayList<>();
        SocksProgress progress = new SocksProgress.More(List.of());
        int given = 0;
        int before = 0;
        while (given < bytes.length && progress instanceof SocksProgress.More) {
            before = given;
            progress = give(reader, bytes, given, Math.min(piece, bytes.length - given));
            given = Math.min(given + piece, bytes.length);
            replies.addAll(progress.replies());
        }
        return outcome(progress, replies, before, given);
    }

    /** In two pieces. */
    static Outcome cutOnce(byte[] bytes, int at) {
        SocksReader reader = new SocksReader();
        SocksProgress first = give(reader, bytes, 0, at);
        if (!(first instanceof SocksProgress.More)) {
            return outcome(first, first.replies(), 0, at);
        }
        SocksProgress second = give(reader, bytes, at, bytes.length - at);
        List<SocksReply> replies = new ArrayList<>(first.replies());
        replies.addAll(second.replies());
        return outcome(second, replies, at, bytes.length);
    }

    private static Outcome outcome(SocksProgress end, List<SocksReply> replies, int before, int given) {
        return switch (end) {
            case SocksProgress.More more -> new Outcome(new SocksProgress.More(replies), given);
            case SocksProgress.Refused(var reason, var last, var detail) ->
                new Outcome(new SocksProgress.Refused(reason, replies, detail), given);
            // where in its piece the request ended depends on the piece; the place in the whole must not
            case SocksProgress.Request(var target, var consumed, var last) ->
                new Outcome(new SocksProgress.Request(target, 0, replies), before + consumed);
        };
    }

    private static SocksProgress give(SocksReader reader, byte[] bytes, int at, int octets) {
        // an index of its own that is not 0, and bytes of somebody else around it
        ByteBuf piece = Unpooled.buffer(octets + 3).writeByte(4).writeBytes(bytes, at, octets);
        piece.readerIndex(1);
        SocksProgress progress = reader.take(piece);
        assertThat(piece.readerIndex()).isEqualTo(1);
        assertThat(piece.readableBytes()).isEqualTo(octets);
        return progress;
    }

    /** The request of an outcome. */
    static SocksProgress asked(String target, SocksReply... replies) {
        return new SocksProgress.Request(HostPort.parse(target).orElseThrow(), 0, List.of(replies));
    }
}
