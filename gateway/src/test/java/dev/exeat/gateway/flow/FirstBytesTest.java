package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstBytesTest {
    private static FirstBytes of(byte[] bytes, int octets) {
        return FirstBytes.of(Unpooled.wrappedBuffer(bytes, 0, octets));
    }

    @ParameterizedTest
    @CsvSource({
        "a TLS record, 16030100, TLS, 1",
        "a hello of SSL 2, 802e010301, TLS, 3",
        "an SSL 2 record of another type, 802e040301, OTHER, 3",
        "GET, 474554202f20485454502f312e31, HTTP, 4",
        "an extension method, 4d2d534541524348202a20, HTTP, 9",
        "an empty line before a request, 0d0a474554202f, HTTP, 1",
        "a bare line feed before a request, 0a474554202f, HTTP, 1",
        "the preface of HTTP/2, 505249202a20485454502f322e30, HTTP, 4",
        "SSH, 5353482d322e302d, OTHER, 5",
        "SMTP, 45484c4f20782e, HTTP, 5",
        "Postgres, 0000000804d2162f, OTHER, 1",
        "a space first, 20474554, OTHER, 1",
        "a method in small letters, 67657420, OTHER, 1",
        "a method of 25 letters, 414141414141414141414141414141414141414141414141412041, OTHER, 25",
        "a method of 24 letters, 414141414141414141414141414141414141414141414141202f, HTTP, 25"
    })
    void whatSomethingIsIsKnownFromTheFirstByteThatShowsIt(String ignored, String hex, FirstBytes seen, int from) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int octets = 0; octets <= bytes.length; octets++) {
            assertThat(of(bytes, octets))
                    .as(octets + " of " + hex)
                    .isEqualTo(octets < from ? FirstBytes.UNDECIDED : seen);
        }
    }

    @Test
    void moreBytesNeverChangeWhatWasSeenAndThirtyTwoAlwaysSayIt() {
        Random random = new Random(32);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[32];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) > 0 ? 'A' + random.nextInt(26) : random.nextInt(256));
            }
            FirstBytes seen = FirstBytes.UNDECIDED;
            for (int octets = 0; octets <= bytes.length; octets++) {
                FirstBytes now = of(bytes, octets);
                if (seen != FirstBytes.UNDECIDED && now != seen) {
                    assertThat(now).as(HexFormat.of().formatHex(bytes)).isEqualTo(seen);
                }
                seen = now;
            }
            assertThat(seen).isNotEqualTo(FirstBytes.UNDECIDED);
        }
    }
}
