package dev.exeat.gateway.tls;

import static dev.exeat.gateway.tls.Hello.hex;
import static dev.exeat.gateway.tls.Hello.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Content;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.HostName;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryWatchTest {
    private static final Content.Tls FIRST = new Content.Tls(new HostName("allowed.example"), false);
    private static final byte[] HELLO = Hello.to("allowed.example").record();
    private static final byte[] EARLY = hex("140303000101 1703030004deadbeef 15030300020100");
    /** Where the random of a ServerHello in one record ends. */
    private static final int DECIDED = 5 + 4 + 2 + 32;

    /** A client's stream in pieces: what may go on, and how it ended. */
    private static final class Client {
        final RetryWatch watch = new RetryWatch(FIRST, HELLO.length);
        final ByteArrayOutputStream passed = new ByteArrayOutputStream();
        final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
        Watched last = new Watched.Pass(0);

        Client give(byte[] bytes, int piece) {
            for (int at = 0; at < bytes.length && last instanceof Watched.Pass; at += piece) {
                give(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
            }
            return this;
        }

        Client give(byte[] bytes) {
            // an index of its own that is not 0
            var buffer = Unpooled.buffer().writeByte(0x16).writeBytes(bytes).readerIndex(1);
            last = watch.fromClient(buffer);
            assertThat(buffer.readableBytes()).isEqualTo(bytes.length);
            switch (last) {
                case Watched.Pass(int octets) -> {
                    assertThat(waiting.size() == 0 || octets == 0).isTrue();
                    passed.write(bytes, 0, octets);
                    waiting.write(bytes, octets, bytes.length - octets);
                }
                case Watched.Opaque() -> {
                    passed.writeBytes(waiting.toByteArray());
                    passed.writeBytes(bytes);
                }
                case Watched.Refused ignored -> {}
            }
            return this;
        }

        Client retried() {
            assertThat(server(watch, Answer.retry(1 << 14), 1 << 14)).isEqualTo(ServerAnswer.RETRY);
            return this;
        }

        Watched.Refused refused() {
            assertThat(last).isInstanceOf(Watched.Refused.class);
            return (Watched.Refused) last;
        }
    }

    private static ServerAnswer server(RetryWatch watch, byte[] bytes, int piece) {
        ServerAnswer answer = ServerAnswer.UNKNOWN;
        for (int at = 0; at < bytes.length && answer == ServerAnswer.UNKNOWN; at += piece) {
            answer = watch.fromServer(Unpooled.wrappedBuffer(bytes, at, Math.min(piece, bytes.length - at)));
        }
        return answer;
    }

    private static ServerAnswer answer(byte[] bytes) {
        return server(new RetryWatch(FIRST, 0), bytes, Math.max(1, bytes.length));
    }

    @Test
    void aServersAnswerIsKnownWithItsRandomHoweverItIsCut() {
        byte[] retry = Answer.retry(1 << 14);
        byte[] hello = Answer.hello(1 << 14);
        for (int octets = 0; octets < retry.length; octets++) {
            boolean decided = octets >= DECIDED;
            assertThat(answer(Arrays.copyOf(retry, octets)))
                    .isEqualTo(decided ? ServerAnswer.RETRY : ServerAnswer.UNKNOWN);
            assertThat(answer(Arrays.copyOf(hello, octets)))
                    .isEqualTo(decided ? ServerAnswer.FINAL : ServerAnswer.UNKNOWN);
        }
        for (int piece = 1; piece < 60; piece++) {
            assertThat(server(new RetryWatch(FIRST, 0), retry, piece)).isEqualTo(ServerAnswer.RETRY);
            assertThat(server(new RetryWatch(FIRST, 0), hello, piece)).isEqualTo(ServerAnswer.FINAL);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 17, 37, 38, 39})
    void aServersAnswerMayBeSpreadOverRecords(int most) {
        assertThat(answer(Answer.retry(most))).isEqualTo(ServerAnswer.RETRY);
        assertThat(answer(Answer.hello(most))).isEqualTo(ServerAnswer.FINAL);
    }

    @Test
    void anOrdinaryServerHelloIsKnownByTheFirstOctetOfItsRandomThatDiffers() {
        byte[] hello = Answer.hello(1 << 14);
        hello[11] = 7;
        assertThat(answer(Arrays.copyOf(hello, 11))).isEqualTo(ServerAnswer.UNKNOWN);
        assertThat(answer(Arrays.copyOf(hello, 12))).isEqualTo(ServerAnswer.FINAL);
    }

    @Test
    void aWarningBeforeARetryDoesNotHideIt() {
        byte[] warning = hex("15030300020170");
        assertThat(answer(join(warning, warning, Answer.retry(9)))).isEqualTo(ServerAnswer.RETRY);
    }

    @ParameterizedTest
    @CsvSource({
        "a change_cipher_spec, 140303000101",
        "application data, 1703030004deadbeef",
        "another message, 1603030004 00000000",
        "a client's hello, 1603030004 01000000",
        "no TLS, 485454502f312e31",
        "SSH, 5353482d322e30",
        "another major version, 1602",
        "an alert inside its ServerHello, 1603030001 02 15"
    })
    void aServersNonsenseEndsTheWatch(String ignored, String bytes) {
        assertThat(answer(hex(bytes))).isEqualTo(ServerAnswer.FINAL);
    }

    @Test
    void whatAClientMaySendWithItsHelloPassesAtOnceAtEveryCut() {
        byte[] flight = join(HELLO, EARLY, EARLY);
        for (int piece = 1; piece <= flight.length; piece++) {
            Client client = new Client().give(flight, piece);
            assertThat(client.last).isInstanceOf(Watched.Pass.class);
            assertThat(client.passed.toByteArray()).isEqualTo(flight);
        }
    }

    @Test
    @Tag("C-021")
    void anotherHandshakeMessageBeforeTheServerSpokeIsRefusedAtEveryCut() {
        byte[] flight = join(HELLO, EARLY, HELLO);
        for (int piece = 1; piece <= flight.length; piece++) {
            Client client = new Client().give(flight, piece);
            assertThat(client.refused())
                    .isEqualTo(new Watched.Refused(
                            DenyReason.TLS_MALFORMED, "second hello: it came before the server asked for it"));
            assertThat(client.passed.size()).isLessThanOrEqualTo(HELLO.length + EARLY.length);
        }
    }

    @Test
    @Tag("C-021")
    void halfOfAServersAnswerIsNoLeaveForAnotherHello() {
        Client client = new Client().give(HELLO);
        byte[] retry = Answer.retry(1 << 14);
        assertThat(server(client.watch, Arrays.copyOf(retry, DECIDED - 1), 7)).isEqualTo(ServerAnswer.UNKNOWN);
        assertThat(client.give(HELLO).refused().reason()).isEqualTo(DenyReason.TLS_MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "18, second hello: a record of type 24 comes before it",
        "80, second hello: a record of type 128 comes before it",
        "47, second hello: a record of type 71 comes before it",
        "1702, second hello: what comes before it is no TLS record"
    })
    void otherRecordsOfAClientAreRefused(String bytes, String detail) {
        assertThat(new Client().give(HELLO).give(hex(bytes)).refused())
                .isEqualTo(new Watched.Refused(DenyReason.TLS_MALFORMED, detail));
    }

    @Test
    void aSecondHelloWithTheSameNamePassesOnceItIsWholeAtEveryCut() {
        byte[] second = Hello.records(
                Hello.to("ALLOWED.example.").extension(44, "0002 abcd").message(), 90);
        for (int piece = 1; piece <= second.length + EARLY.length; piece++) {
            Client client = new Client().give(HELLO).retried().give(join(EARLY, second), piece);
            assertThat(client.last).isEqualTo(new Watched.Opaque());
            assertThat(client.passed.toByteArray()).isEqualTo(join(HELLO, EARLY, second));
        }
    }

    @Test
    @Tag("C-021")
    void aSecondHelloWithAnotherNameIsRefusedAndNothingOfItPasses() {
        byte[] second = Hello.records(Hello.to("denied.example").message(), 60);
        for (int piece = 1; piece <= second.length + EARLY.length; piece++) {
            Client client = new Client().give(HELLO).retried().give(join(EARLY, second), piece);
            assertThat(client.refused())
                    .isEqualTo(
                            new Watched.Refused(DenyReason.SNI_MISMATCH, "second hello: server name denied.example"));
            assertThat(client.passed.size()).isLessThanOrEqualTo(HELLO.length + EARLY.length);
        }
    }

    @Test
    @Tag("C-021")
    void aSecondHelloWithoutANameOrWithAnEncryptedOneIsRefused() {
        assertThat(new Client().give(HELLO).retried().give(new Hello().record()).refused())
                .isEqualTo(new Watched.Refused(DenyReason.SNI_MISMATCH, "second hello: no server name"));
        byte[] encrypted =
                Hello.to("allowed.example").extension(0xfe0d, "00 0001 0001").record();
        assertThat(new Client().give(HELLO).retried().give(encrypted).refused())
                .isEqualTo(new Watched.Refused(
                        DenyReason.ENCRYPTED_HELLO, "second hello: the first one was not encrypted"));
    }

    @Test
    void aHelloWithoutANameMayBeRepeatedWithoutOne() {
        RetryWatch watch = new RetryWatch(new Content.Tls(null, false), 0);
        server(watch, Answer.retry(50), 50);
        assertThat(watch.fromClient(Unpooled.wrappedBuffer(new Hello().record())))
                .isEqualTo(new Watched.Opaque());
    }

    @Test
    void aSecondHelloThatIsNoneIsRefusedWithWhatIsWrong() {
        byte[] interleaved = join(Hello.record(hex("01")), hex("140303000101"));
        assertThat(new Client().give(HELLO).retried().give(interleaved).refused())
                .isEqualTo(new Watched.Refused(
                        DenyReason.TLS_MALFORMED,
                        "second hello: a record of type 20 comes before the ClientHello is complete"));
        assertThat(new Client()
                        .give(HELLO)
                        .retried()
                        .give(Hello.record(hex("01ffffff")))
                        .refused()
                        .reason())
                .isEqualTo(DenyReason.TLS_TOO_LARGE);
    }

    @Test
    void anyBytesOfBothHaveOneAnswerHoweverTheyAreCut() {
        Random random = new Random(8446);
        int retries = 0;
        for (int round = 0; round < 30_000; round++) {
            byte[] said = damaged(random, join(Answer.retry(1 + random.nextInt(80)), EARLY));
            byte[] sent =
                    damaged(random, join(EARLY, Hello.to("allowed.example").record()));
            Client whole = new Client().give(HELLO);
            Client cut = new Client().give(HELLO);
            ServerAnswer answer = server(whole.watch, said, said.length);
            assertThat(server(cut.watch, said, 1 + random.nextInt(30))).isEqualTo(answer);
            if (answer != ServerAnswer.FINAL) {
                retries += answer == ServerAnswer.RETRY ? 1 : 0;
                assertThat(cut.give(sent, 1 + random.nextInt(30)).last.getClass())
                        .isEqualTo(whole.give(sent, sent.length).last.getClass());
            }
        }
        assertThat(retries).isGreaterThan(5_000);
    }

    private static byte[] damaged(Random random, byte[] bytes) {
        byte[] result = Arrays.copyOf(bytes, random.nextInt(3) == 0 ? 1 + random.nextInt(bytes.length) : bytes.length);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            result[random.nextInt(result.length)] = (byte) random.nextInt(256);
        }
        return result;
    }

    @Test
    void muchEarlyDataAndManyWarningsTakeNoTime() {
        long start = System.nanoTime();
        Client client = new Client().give(HELLO);
        byte[] record = join(hex("1703034000"), new byte[0x4000]);
        for (int i = 0; i < 2_000; i++) {
            assertThat(client.watch.fromClient(Unpooled.wrappedBuffer(record)))
                    .isEqualTo(new Watched.Pass(record.length));
        }
        byte[] warnings = hex("15030300020170".repeat(100_000));
        assertThat(server(client.watch, warnings, 1_000)).isEqualTo(ServerAnswer.UNKNOWN);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }
}
