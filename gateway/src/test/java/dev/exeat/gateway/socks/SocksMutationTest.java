package dev.exeat.gateway.socks;

import static dev.exeat.gateway.socks.Negotiation.OPEN;
import static dev.exeat.gateway.socks.Negotiation.hex;
import static dev.exeat.gateway.socks.Negotiation.join;
import static dev.exeat.gateway.socks.Negotiation.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.exeat.policy.HostPort;
import dev.exeat.policy.Parsed;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random damage to negotiations: no exception, one answer however the bytes are cut, and never a wait without an end. The seed is fixed. */
class SocksMutationTest {
    private static final int ROUNDS = 100_000;
    private static final int LONGEST = 1_032;

    private final Random random = new Random(1_928);

    private final List<byte[]> seeds = List.of(
            join(hex(OPEN), request("allowed.example"), hex("16030100")),
            join(hex("05 02 01 02 01 04 75736572 03 707764"), request("203.0.113.9")),
            join(hex("05 02 00 02"), request("2001:db8::1")),
            hex(OPEN + "05 01 00 01 cb007109 01bb 4745"),
            hex(OPEN + "05 01 00 04 20010db8000000000000000000000001 01bb"));

    @Test
    @Tag("A-082")
    void anyBytesHaveOneAnswer() {
        int asked = 0;
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = mutate(seeds.get(i % seeds.size()));
            Negotiation.Outcome byByte = Negotiation.feed(bytes, 1);
            check(bytes, byByte);
            switch (byByte.end()) {
                case SocksProgress.Request request -> {
                    asked++;
                    if (!HostPort.parse(request.target().toString()).equals(Parsed.ok(request.target()))) {
                        fail("no canonical target in " + HexFormat.of().formatHex(bytes));
                    }
                }
                case SocksProgress.Refused no -> {
                    refused++;
                    checkDetail(no, bytes);
                }
                case SocksProgress.More more -> {}
            }
        }
        assertThat(asked).isGreaterThan(ROUNDS / 10);
        assertThat(refused).isGreaterThan(ROUNDS / 4);
    }

    @Test
    void anyOctetsAtAllEndInTime() {
        for (int i = 0; i < ROUNDS / 10; i++) {
            byte[] bytes = new byte[LONGEST];
            random.nextBytes(bytes);
            byte[] start = hex(List.of("", "05", "05 01 00", "05 01 02 01", "05 01 00 05 01 00 03")
                    .get(i % 5));
            System.arraycopy(start, 0, bytes, 0, start.length);
            if (new SocksReader().take(Unpooled.wrappedBuffer(bytes)) instanceof SocksProgress.More) {
                fail("no answer to " + HexFormat.of().formatHex(bytes));
            }
        }
    }

    private void check(byte[] bytes, Negotiation.Outcome byByte) {
        int piece = 1 + random.nextInt(bytes.length + 1);
        Negotiation.Outcome pieces = Negotiation.feed(bytes, piece);
        boolean asked = byByte.end() instanceof SocksProgress.Request;
        if (!pieces.end().equals(byByte.end()) || (asked && pieces.octets() != byByte.octets())) {
            fail(HexFormat.of().formatHex(bytes) + " by " + piece + ": " + byByte + ", " + pieces);
        }
    }

    private static void checkDetail(SocksProgress.Refused refused, byte[] bytes) {
        String detail = refused.detail();
        if (detail.isBlank() || detail.length() > 1_000 || detail.chars().anyMatch(Character::isISOControl)) {
            fail("a detail that cannot be shown for " + HexFormat.of().formatHex(bytes));
        }
    }

    private byte[] mutate(byte[] seed) {
        byte[] bytes = seed.clone();
        switch (random.nextInt(10)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                bytes = join(Arrays.copyOf(bytes, random.nextInt(12)), noise);
            }
            case 2 -> bytes = join(bytes, Arrays.copyOf(bytes, random.nextInt(30)));
            default -> {}
        }
        for (int changes = random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean() ? (byte) (bytes[at] + random.nextInt(3) - 1) : (byte) random.nextInt(256);
        }
        return bytes;
    }
}
