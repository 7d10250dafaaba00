package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.tls.Answer;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A handshake that a server asks to be begun anew: what the second hello says binds as the first one does. */
@Timeout(60)
@SuppressWarnings("try") // closing early is what is tested
class HelloRetryTest {
    private static final String NAME = FlowWorld.NAME.ascii();
    private static final byte[] UNRECOGNIZED_NAME = {0x15, 3, 3, 0, 2, 2, 112};
    private static final byte[] DECODE_ERROR = {0x15, 3, 3, 0, 2, 2, 50};
    private static final byte[] EARLY = {0x14, 3, 3, 0, 1, 1, 0x17, 3, 3, 0, 2, 9, 9};

    @TempDir
    Path directory;

    private TlsEnds.Tapped server;
    private FlowWorld world;
    private byte[] hello;

    @BeforeEach
    void open() throws Exception {
        server = new TlsEnds.Tapped();
        server.setSoTimeout(5000);
        world = new FlowWorld(directory, server.getLocalPort());
        world.policy = Policy.of(
                        Profile.STRICT, List.of(NAME + ":" + server.getLocalPort()), List.of(), List.of(), List.of())
                .orElseThrow();
        world.screen = (flow, addresses) -> world.policy.decide(flow);
        hello = BindingTest.hello(NAME);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        server.close();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.asList(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** The client has had a HelloRetryRequest for its first hello. */
    private Socket retried(Socket client, byte[] retry) throws Exception {
        client.getOutputStream().write(hello);
        Socket accepted = server.accept();
        accepted.setSoTimeout(5000);
        assertThat(accepted.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
        accepted.getOutputStream().write(retry);
        assertThat(client.getInputStream().readNBytes(retry.length)).isEqualTo(retry);
        return accepted;
    }

    private void assertReset(Socket accepted) {
        assertThatThrownBy(() -> {
                    int more = accepted.getInputStream().read();
                    assertThat(more).as("a byte of what was refused").isEqualTo(-2);
                })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private AuditRecord denial() throws Exception {
        Awaitility.await().until(() -> world.records().stream().anyMatch(r -> "deny".equals(r.verdict())));
        return world.records().stream()
                .filter(r -> "deny".equals(r.verdict()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Tag("C-021")
    void anotherNameInTheSecondHelloIsToldByAnAlertAndNothingOfItLeaves() throws Exception {
        byte[] retry = Answer.retry(1 << 14);
        try (Socket client = world.connect();
                Socket accepted = retried(client, retry)) {
            client.getOutputStream().write(BindingTest.hello("other.example.test"));
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(UNRECOGNIZED_NAME);
            assertReset(accepted);
        }
        AuditRecord denied = denial();
        assertThat(denied.reason()).isEqualTo("sni-mismatch");
        assertThat(denied.detail()).isEqualTo("second hello: server name other.example.test");
        assertThat(denied.name()).isEqualTo(NAME);
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.ended()).isEqualTo("refused");
        assertThat(closed.flow()).isEqualTo(denied.flow());
        assertThat(closed.bytesOut()).isEqualTo(hello.length);
        assertThat(closed.bytesIn()).isEqualTo(retry.length);
        assertThat(world.tally.deniedCount()).isEqualTo(1);
        assertThat(world.memory.budget().held()).isZero();
    }

    @Test
    @Tag("C-021")
    void aSecondHelloInPiecesIsJudgedWholeWhateverTheServersRecordsAre() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = retried(client, Answer.retry(1))) {
            client.setTcpNoDelay(true);
            for (byte b : join(EARLY, BindingTest.hello("other.example.test"))) {
                client.getOutputStream().write(b);
            }
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(UNRECOGNIZED_NAME);
            // reset, so that what may pass is all that can have arrived
            assertThatThrownBy(() -> {
                        byte[] arrived = accepted.getInputStream().readAllBytes();
                        assertThat(arrived).as("an end, not a reset").isNull();
                    })
                    .isInstanceOf(SocketException.class);
        }
        // what came in one read with the refused hello need not have passed
        assertThat(world.awaitRecord(Event.CLOSED).bytesOut())
                .isBetween((long) hello.length, (long) hello.length + EARLY.length);
    }

    @Test
    @Tag("C-021")
    void aClientThatGuessesTheRetryIsRefusedBeforeTheServerSpoke() throws Exception {
        try (Socket client = world.connect()) {
            client.getOutputStream().write(hello);
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
                client.getOutputStream().write(BindingTest.hello(NAME));
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(DECODE_ERROR);
                assertReset(accepted);
            }
        }
        assertThat(denial().reason()).isEqualTo("tls-malformed");
        assertThat(denial().detail()).isEqualTo("second hello: it came before the server asked for it");
    }

    @Test
    @Tag("C-021")
    void twoHellosInOneSegmentAreRefusedAndNeitherLeaves() throws Exception {
        try (Socket client = world.connect()) {
            client.getOutputStream().write(join(hello, BindingTest.hello("other.example.test")));
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(DECODE_ERROR);
        }
        assertThat(world.awaitRecord(Event.CLOSED).bytesOut()).isZero();
        assertThat(denial().reason()).isEqualTo("tls-malformed");
    }

    @Test
    void theSameNameInTheSecondHelloPassesAndTheRestIsOpaque() throws Exception {
        byte[] second = join(EARLY, BindingTest.hello(NAME));
        try (Socket client = world.connect();
                Socket accepted = retried(client, Answer.retry(1 << 14))) {
            client.getOutputStream().write(second);
            assertThat(accepted.getInputStream().readNBytes(second.length)).isEqualTo(second);
            assertUnguarded();
            client.getOutputStream().write(BindingTest.ascii("whatever"));
            client.shutdownOutput();
            assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(BindingTest.ascii("whatever"));
            accepted.getOutputStream().write(BindingTest.ascii("answer"));
            accepted.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(BindingTest.ascii("answer"));
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.ended()).isEqualTo("complete");
        assertThat(closed.bytesOut()).isEqualTo(hello.length + second.length + 8);
        assertThat(world.records()).noneMatch(record -> "deny".equals(record.verdict()));
    }

    @Test
    void earlyDataPassesBeforeTheServerSpeaksAndItsAnswerMakesAllOpaque() throws Exception {
        byte[] answer = Answer.hello(1 << 14);
        try (Socket client = world.connect()) {
            client.getOutputStream().write(join(hello, EARLY));
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readNBytes(hello.length + EARLY.length))
                        .isEqualTo(join(hello, EARLY));
                assertThat(world.accepted().pipeline().names()).anyMatch(name -> name.startsWith("RetryGuard$"));
                accepted.getOutputStream().write(answer);
                assertThat(client.getInputStream().readNBytes(answer.length)).isEqualTo(answer);
                assertUnguarded();
                client.getOutputStream().write(hello);
                assertThat(accepted.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
            }
        }
    }

    private void assertUnguarded() {
        assertThat(world.accepted().pipeline().names()).noneMatch(name -> name.startsWith("RetryGuard$"));
    }

    @Test
    void aServerThatSpeaksNoTlsIsRelayedAsItIs() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = retried(client, BindingTest.ascii("-ERR what?\r\n"))) {
            client.getOutputStream().write(hello);
            assertThat(accepted.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
        }
    }

    @Test
    void aClientThatEndsInsideItsSecondHelloIsRefusedAndNothingOfItLeaves() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = retried(client, Answer.retry(1 << 14))) {
            client.getOutputStream().write(hello, 0, 100);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(DECODE_ERROR);
            assertReset(accepted);
        }
        assertThat(denial().detail()).isEqualTo("second hello: the client ended inside of it");
    }

    @Test
    void aResetWhileASecondHelloWaitsIsPassedOn() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = retried(client, Answer.retry(1 << 14))) {
            client.getOutputStream().write(hello, 0, 100);
            client.setSoLinger(true, 0);
            client.close();
            assertReset(accepted);
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("client-reset");
    }

    @Test
    void realEndsOfTlsShakeHandsAnewThroughTheGateway() throws Exception {
        TlsEnds ends = TlsEnds.of(directory, NAME);
        CompletableFuture<String> asked = ends.answer(server, "secp384r1");
        // of groups of one kind the JDK sends a share for the first only
        assertThat(ends.ask(world.connect(), NAME, "secp256r1", "secp384r1")).isEqualTo("welcome");
        assertThat(asked.get()).isEqualTo("hello, " + NAME);
        assertThat(server.asksForARetry()).isTrue();
        assertThat(world.awaitRecord(Event.CLOSED).protocol()).isEqualTo("tls");
        assertThat(world.records()).noneMatch(record -> "deny".equals(record.verdict()));
    }

    @Test
    void realEndsOfTlsThatAgreeAtOnceAreNotAskedAnew() throws Exception {
        TlsEnds ends = TlsEnds.of(directory, NAME);
        CompletableFuture<String> asked = ends.answer(server, "secp256r1");
        assertThat(ends.ask(world.connect(), NAME, "secp256r1", "secp384r1")).isEqualTo("welcome");
        assertThat(asked.get()).isEqualTo("hello, " + NAME);
        assertThat(server.asksForARetry()).isFalse();
        assertUnguarded();
    }
}
