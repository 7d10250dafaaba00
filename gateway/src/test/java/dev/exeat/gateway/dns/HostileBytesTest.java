package dev.exeat.gateway.dns;

import static dev.exeat.gateway.dns.Messages.hex;
import static dev.exeat.gateway.dns.Messages.name;
import static dev.exeat.gateway.dns.Messages.record;
import static org.assertj.core.api.Assertions.fail;

import dev.exeat.policy.HostName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every parser of hostile bytes takes anything at all: no undeclared exception, bounded time. The seed is fixed. */
class HostileBytesTest {
    private static final int ROUNDS = 100_000;
    private static final int MOST_OCTETS = 700;

    private final Random random = new Random(20_260_101);

    @Test
    @Tag("B-027")
    void noQueryMakesTheParserThrow() {
        List<byte[]> seeds = List.of(
                Messages.query(1, "allowed.example", 1),
                Messages.ednsQuery(2, "a.b.c.d.e.example", 28),
                hex("1234 0100 0001 0000 0000 0001 01 61 00 0001 0001 00 0029 04d0 00000000 0008 0008 0004 00010000"));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] message = mutate(seeds.get(i % seeds.size()));
            QueryParse parse = QueryParse.of(message);
            if (parse instanceof QueryParse.Asked(Query query)) {
                byte[] answer = AnswerEncoder.encode(query, Answer.empty(ResponseCode.NXDOMAIN), 1232);
                if (answer.length > 1232 || Messages.decode(answer).id() != query.id()) {
                    fail("an answer to nobody for " + HexFormat.of().formatHex(message));
                }
                HostName host = query.name().hostName();
                if (host != null && !host.ascii().equals(query.name().toString())) {
                    fail(query.name() + " became " + host);
                }
            }
        }
    }

    @Test
    @Tag("B-046")
    void noAnswerOfAnUpstreamMakesTheParserThrow() {
        UpstreamQuery query = new UpstreamQuery(0x0101, new WireName(name("api.example")), RecordType.A);
        UpstreamQuery srv = new UpstreamQuery(0x0101, new WireName(name("api.example")), RecordType.SRV);
        byte[] seed = Messages.reply(
                query.bytes(),
                0x8180,
                List.of(
                        record("api.example", 5, 9, hex("04 65646765 c00c")),
                        record("edge.api.example", 1, 9, hex("c0000201")),
                        record("edge.api.example", 33, 9, hex("0001 0002 01bb c00c"))),
                List.of(record("example", 6, 9, hex("c00c c00c 00000001 00000001 00000001 00000001 00000001"))));
        byte[] srvSeed = seed.clone();
        srvSeed[26] = 33;
        for (int i = 0; i < ROUNDS; i++) {
            boolean tcp = random.nextBoolean();
            if (ReplyParser.parse(query, mutate(seed), tcp)
                            instanceof UpstreamReply.Answered(Resolution.Addresses(var addresses, var aliases, var ttl))
                    && (addresses.size() > 64 || aliases.size() > 8 || ttl.toSeconds() > 300)) {
                fail("an answer without bounds");
            }
            ReplyParser.parse(srv, mutate(srvSeed), tcp);
        }
    }

    @Test
    @Tag("B-025")
    void anyStreamOfOctetsIsCutOrRefused() {
        for (int i = 0; i < 20_000; i++) {
            byte[] stream = new byte[random.nextInt(200)];
            random.nextBytes(stream);
            for (int at = 0; at + 1 < stream.length; at += 40) {
                stream[at] = 0;
            }
            ByteBuf in = Unpooled.wrappedBuffer(stream);
            TcpFrames frames = new TcpFrames(8_192);
            try {
                int octets = 0;
                for (byte[] frame = frames.next(in); frame != null; frame = frames.next(in)) {
                    octets += frame.length + 2;
                }
                if (octets > stream.length) {
                    fail("more octets than came");
                }
            } catch (MalformedMessage declared) {
                // the only one that may come
            }
        }
    }

    private byte[] mutate(byte[] seed) {
        byte[] bytes = seed.clone();
        switch (random.nextInt(8)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(MOST_OCTETS - bytes.length));
            case 2 -> {
                bytes = new byte[random.nextInt(MOST_OCTETS)];
                random.nextBytes(bytes);
            }
            default -> {}
        }
        for (int changes = random.nextInt(6); changes > 0 && bytes.length > 2; changes--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextInt(4) == 0 ? (byte) 0xc0 : (byte) random.nextInt(256);
        }
        if (bytes.length > 3 && random.nextInt(4) != 0) {
            System.arraycopy(seed, 0, bytes, 0, 4);
        }
        return bytes;
    }
}
