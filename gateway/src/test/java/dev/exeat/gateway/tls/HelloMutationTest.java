package dev.exeat.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.exeat.policy.HostName;
import dev.exeat.policy.Parsed;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random damage to hellos: no exception, and one answer however the bytes are cut. The seed is fixed. */
class HelloMutationTest {
    private static final int ROUNDS = 100_000;
    private static final List<String> VALUES =
            List.of("00", "01", "ff", "16", "0301", "0000", "ffff", "fe0d", "000000");

    private final Random random = new Random(8_446);

    private final List<byte[]> seeds = List.of(
            Hello.to("allowed.example").record(),
            Hello.to("ALLOWED.example.").protocols("h2", "http/1.1").record(),
            Hello.records(Hello.to("a.b.c.allowed.example").protocols("h2").message(), 20),
            Hello.records(Hello.to("xn--bcher-kva.example").message(), 1),
            Hello.to("public.example")
                    .extension(0xfe0d, "00 0001 0001")
                    .extension(10, "0002 001d")
                    .record(),
            Hello.record(Hello.message(new Hello().session("00").head())));

    @Test
    @Tag("C-018")
    @Tag("A-082")
    void anyBytesHaveOneAnswer() {
        int read = 0;
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = mutate(seeds.get(i % seeds.size()));
            switch (answer(bytes)) {
                case HelloProgress.Read hello -> {
                    read++;
                    checkName(hello, bytes);
                }
                case HelloProgress.Refused no -> {
                    refused++;
                    checkDetail(no, bytes);
                }
                case HelloProgress.More more -> {}
            }
        }
        assertThat(read).isGreaterThan(ROUNDS / 50);
        assertThat(refused).isGreaterThan(ROUNDS / 3);
    }

    @Test
    @Tag("C-016")
    void theLargestHelloByteByByteTakesNoTime() {
        byte[] hello = Hello.records(
                Hello.to("allowed.example")
                        .paddedTo(ClientHelloReader.DEFAULT_LIMIT)
                        .message(),
                17);
        long start = System.nanoTime();
        ClientHelloReader reader = new ClientHelloReader(ClientHelloReader.DEFAULT_LIMIT);
        HelloProgress progress = new HelloProgress.More();
        for (int at = 0; at < hello.length && progress instanceof HelloProgress.More; at++) {
            progress = reader.take(Unpooled.wrappedBuffer(hello, at, 1));
        }
        assertThat(progress).isEqualTo(Reading.read("allowed.example", false));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    /** The answer to all of it at once, which must be the one to its pieces. */
    private HelloProgress answer(byte[] bytes) {
        HelloProgress whole = Reading.whole(bytes);
        HelloProgress single = feed(bytes, 1);
        HelloProgress pieces = feed(bytes, 1 + random.nextInt(40));
        if (!whole.equals(single) || !whole.equals(pieces)) {
            fail(HexFormat.of().formatHex(bytes) + ": " + whole + ", " + single + ", " + pieces);
        }
        return whole;
    }

    private static HelloProgress feed(byte[] bytes, int piece) {
        ClientHelloReader reader = new ClientHelloReader(ClientHelloReader.DEFAULT_LIMIT);
        HelloProgress progress = new HelloProgress.More();
        for (int at = 0; at < bytes.length && progress instanceof HelloProgress.More; at += piece) {
            progress = reader.take(Unpooled.wrappedBuffer(bytes, at, Math.min(piece, bytes.length - at)));
        }
        return progress;
    }

    private static void checkName(HelloProgress.Read hello, byte[] bytes) {
        HostName name = hello.content().serverName();
        if (name != null && !HostName.parseWire(name.ascii()).equals(Parsed.ok(name))) {
            fail("no canonical name in " + HexFormat.of().formatHex(bytes));
        }
    }

    private static void checkDetail(HelloProgress.Refused refused, byte[] bytes) {
        String detail = refused.detail();
        if (detail.isBlank() || detail.length() > 1_000 || detail.chars().anyMatch(Character::isISOControl)) {
            fail("a detail that cannot be shown for " + HexFormat.of().formatHex(bytes));
        }
    }

    private byte[] mutate(byte[] seed) {
        byte[] bytes = seed.clone();
        switch (random.nextInt(10)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> bytes = insert(bytes, Hello.hex(VALUES.get(random.nextInt(VALUES.size()))));
            case 2 -> {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                bytes = Hello.join(Arrays.copyOf(bytes, random.nextInt(12)), noise);
            }
            case 3 -> bytes = Hello.join(bytes, Arrays.copyOf(bytes, random.nextInt(30)));
            default -> {}
        }
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = switch (random.nextInt(3)) {
                case 0 -> (byte) (bytes[at] ^ (1 << random.nextInt(8)));
                case 1 -> (byte) (bytes[at] + random.nextInt(3) - 1);
                default -> (byte) random.nextInt(256);
            };
        }
        return bytes;
    }

    private byte[] insert(byte[] bytes, byte[] part) {
        int at = random.nextInt(bytes.length + 1);
        return Hello.join(Arrays.copyOf(bytes, at), part, Arrays.copyOfRange(bytes, at, bytes.length));
    }
}
