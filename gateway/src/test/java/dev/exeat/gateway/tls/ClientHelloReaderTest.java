package dev.exeat.gateway.tls;

import static dev.exeat.gateway.tls.Hello.hex;
import static dev.exeat.gateway.tls.Hello.join;
import static dev.exeat.gateway.tls.Hello.records;
import static dev.exeat.gateway.tls.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hellos that pass, however they are cut. */
class ClientHelloReaderTest {
    /** The size of a key share for X25519MLKEM768: 1184 bytes of ML-KEM and 32 of X25519. */
    private static final int POST_QUANTUM_SHARE = 1216;

    @Test
    void aHelloOfTheJdkIsReadAtEveryCut() throws Exception {
        byte[] hello = ofTheJdk("allowed.example", "TLSv1.3", "TLSv1.2");
        HelloProgress expected = read("allowed.example", false, "h2", "http/1.1");
        for (int at = 0; at < hello.length; at++) {
            assertThat(Reading.cutOnce(hello, at)).isEqualTo(new Reading.Outcome(expected, hello.length));
        }
        assertThat(Reading.cut(hello, 1)).isEqualTo(new Reading.Outcome(expected, hello.length));
    }

    @Test
    void aHelloOfTheJdkForTls12IsRead() throws Exception {
        assertThat(Reading.whole(ofTheJdk("a.allowed.example", "TLSv1.2")))
                .isEqualTo(read("a.allowed.example", false, "h2", "http/1.1"));
    }

    @ParameterizedTest
    @Tag("C-013")
    @Tag("C-015")
    @ValueSource(ints = {1, 2, 7, 100, 517, 1400, 16_384})
    void aPostQuantumHelloIsReadOverAnyNumberOfRecords(int most) {
        byte[] message = postQuantum().message();
        assertThat(message.length).isBetween(1_700, 2_500);
        byte[] hello = records(message, most);
        HelloProgress expected = read("allowed.example", false, "h2");
        for (int piece : List.of(1, 3, 1448, hello.length)) {
            assertThat(Reading.cut(hello, piece)).isEqualTo(new Reading.Outcome(expected, hello.length));
        }
    }

    @Test
    @Tag("C-013")
    void aPostQuantumHelloOfThreeRecordsIsReadAtEveryCut() {
        byte[] hello = records(postQuantum().message(), 700);
        HelloProgress expected = read("allowed.example", false, "h2");
        for (int at = 0; at < hello.length; at++) {
            assertThat(Reading.cutOnce(hello, at)).isEqualTo(new Reading.Outcome(expected, hello.length));
        }
    }

    @Test
    @Tag("C-013")
    void aRecordMayEndAnywhereInTheHelloTheServerNameToo() {
        byte[] message = Hello.to("allowed.example").message();
        for (int at = 1; at < message.length; at++) {
            byte[] first = Arrays.copyOf(message, at);
            byte[] second = Arrays.copyOfRange(message, at, message.length);
            byte[] hello = join(Hello.record(first), Hello.record(second));
            assertThat(Reading.whole(hello)).isEqualTo(read("allowed.example", false));
        }
    }

    @Test
    void whatFollowsInRecordsOfItsOwnIsNotLookedAt() {
        byte[] hello = Hello.to("allowed.example").record();
        assertThat(Reading.whole(join(hello, hex("140303000101 1703030004 deadbeef"))))
                .isEqualTo(read("allowed.example", false));
    }

    @Test
    void aHelloWithoutExtensionsHasNoName() {
        byte[] head = new Hello().head();
        assertThat(Reading.whole(Hello.record(Hello.message(head)))).isEqualTo(read(null, false));
        assertThat(Reading.whole(Hello.record(Hello.message(join(head, hex("0000"))))))
                .isEqualTo(read(null, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0300", "0301", "0303", "0305", "03ff"})
    void theMinorVersionOfARecordSaysNothing(String version) {
        byte[] hello = Hello.to("allowed.example").record();
        assertThat(Reading.whole(join(hex("16" + version), Arrays.copyOfRange(hello, 3, hello.length))))
                .isEqualTo(read("allowed.example", false));
    }

    @ParameterizedTest
    @Tag("C-007")
    @CsvSource({
        "allowed.example., allowed.example",
        "ALLOWED.Example, allowed.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "_acme.allowed.example, _acme.allowed.example"
    })
    void aNameIsCanonicalAsAtEveryDoor(String sent, String name) {
        assertThat(Reading.whole(Hello.to(sent).record())).isEqualTo(read(name, false));
    }

    @Test
    @Tag("C-009")
    void anEncryptedHelloIsSeenAndRefusedForWhatItsOuterNameIsNot() {
        byte[] hello = Hello.to("public.example")
                .extension(0xfe0d, "00 0001 0001 07 0002 aabb 0003 010203")
                .record();
        HelloProgress progress = Reading.whole(hello);
        assertThat(progress).isEqualTo(read("public.example", true));
        Policy policy = Policy.of(Profile.STRICT, List.of("allowed.example"), List.of(), List.of(), List.of())
                .orElseThrow();
        Content.Tls content = ((HelloProgress.Read) progress).content();
        assertThat(policy.decide(Flow.to(new HostName("allowed.example"), 443), content))
                .extracting(Decision::reasonId)
                .isEqualTo(DenyReason.ENCRYPTED_HELLO.id());
        assertThat(policy.decide(
                                Flow.to(new HostName("allowed.example"), 443),
                                new Content.Tls(new HostName("allowed.example"), true))
                        .allowed())
                .isTrue();
    }

    @Test
    void protocolsAreListedWithoutACharacterThatCouldDeceive() {
        byte[] hello = Hello.to("allowed.example")
                .protocols("h2", "\u00fa\u00fa", "acme-tls/1", "a\nb\\", "\u001b[2J")
                .record();
        assertThat(Reading.whole(hello))
                .isEqualTo(
                        read("allowed.example", false, "h2", "\\xfa\\xfa", "acme-tls/1", "a\\x0ab\\x5c", "\\x1b[2J"));
    }

    @ParameterizedTest
    @Tag("C-016")
    @ValueSource(ints = {16_384, 40_000, ClientHelloReader.DEFAULT_LIMIT})
    void aLargeHelloIsReadUpToTheLimit(int octets) {
        byte[] hello = records(Hello.to("allowed.example").paddedTo(octets).message(), 16_384);
        assertThat(Reading.cut(hello, 1)).isEqualTo(new Reading.Outcome(read("allowed.example", false), hello.length));
    }

    @Test
    @Tag("C-016")
    void aThousandExtensionsAreRead() {
        Hello hello = new Hello();
        for (int type = 1_000; type < 2_000; type++) {
            hello.extension(type, "00");
        }
        assertThat(Reading.whole(hello.serverName("allowed.example").record()))
                .isEqualTo(read("allowed.example", false));
    }

    @Test
    void nothingIsNotAnAnswer() {
        ClientHelloReader reader = new ClientHelloReader(ClientHelloReader.DEFAULT_LIMIT);
        assertThat(reader.take(Unpooled.EMPTY_BUFFER)).isEqualTo(new HelloProgress.More());
        byte[] hello = Hello.to("allowed.example").record();
        assertThat(Reading.give(reader, hello, 0, hello.length)).isEqualTo(read("allowed.example", false));
        assertThatThrownBy(() -> Reading.give(reader, hello, 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    private static Hello postQuantum() {
        byte[] shares = Hello.vector16(join(
                hex("11ec"), Hello.vector16(new byte[POST_QUANTUM_SHARE]), hex("001d"), Hello.vector16(new byte[32])));
        return new Hello()
                .extension(0x1a1a, "")
                .extension(10, "0006 11ec 001d 0017")
                .extension(51, shares)
                .extension(43, "04 0304 0303")
                .serverName("allowed.example")
                .protocols("h2")
                .extension(13, "0004 0403 0804")
                .paddedTo(1_750);
    }

    private static byte[] ofTheJdk(String name, String... versions) throws NoSuchAlgorithmException, SSLException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        parameters.setProtocols(versions);
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }
}
