package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.dns.Resolution;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("try") // closing early is what is tested
class RelayTest {
    @TempDir
    Path directory;

    private ServerSocket server;
    private FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        server = FlowWorld.server();
        server.setSoTimeout(10_000);
        world = new FlowWorld(directory, server.getLocalPort());
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void bytesPassBothWaysAndAreCounted() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            client.getOutputStream().write(bytes("question"));
            assertThat(accepted.getInputStream().readNBytes(8)).isEqualTo(bytes("question"));
            accepted.getOutputStream().write(bytes("answer"));
            accepted.close();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes("answer"));
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.ended()).isEqualTo("complete");
        assertThat(closed.bytesOut()).isEqualTo(8);
        assertThat(closed.bytesIn()).isEqualTo(6);
        assertThat(closed.name()).isEqualTo("api.example.test");
        assertThat(closed.address()).isEqualTo("127.0.0.2");
        AuditRecord connection = world.awaitRecord(Event.CONNECTION);
        assertThat(connection.verdict()).isEqualTo("allow");
        assertThat(connection.flow()).isEqualTo(closed.flow());
        assertThat(world.tally.allowedCount()).isEqualTo(1);
    }

    @Test
    void aServerMaySpeakFirst() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(bytes("220 ready"));
            assertThat(client.getInputStream().readNBytes(9)).isEqualTo(bytes("220 ready"));
        }
    }

    @RepeatedTest(5)
    void whatAnEndedSandboxHadSentIsDelivered() throws Exception {
        world.live = new LiveConnections(4);
        byte[] sent = new byte[3_000_000];
        new Random(7).nextBytes(sent);
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            client.getOutputStream().write(sent);
            client.close();
            var received = CompletableFuture.supplyAsync(() -> slowly(accepted));
            world.live.drain(Duration.ofSeconds(2), Duration.ofSeconds(20));
            world.live.endAll();
            assertThat(received.get()).isEqualTo(sent);
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.bytesOut()).isEqualTo(sent.length);
    }

    private static byte[] slowly(Socket from) {
        try {
            var all = new java.io.ByteArrayOutputStream();
            for (byte[] some = from.getInputStream().readNBytes(100_000);
                    some.length > 0;
                    some = from.getInputStream().readNBytes(100_000)) {
                all.write(some);
                Thread.sleep(10);
            }
            return all.toByteArray();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aReceiverThatNeverReadsDoesNotHoldTheEnd() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            Thread.ofVirtual().start(() -> {
                try {
                    client.getOutputStream().write(new byte[40_000_000]);
                } catch (java.io.IOException reset) {
                    // as it must be in the end
                }
            });
            world.live.drain(Duration.ofMillis(300), Duration.ofSeconds(20));
            world.live.endAll();
            assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("stopped");
            assertThat(accepted.isClosed()).isFalse();
        }
    }

    @RepeatedTest(20)
    void theEndOfTheClientsBytesIsPassedOnWhileTheAnswerStillComes() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            client.getOutputStream().write(bytes("all of it"));
            client.shutdownOutput();
            assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(bytes("all of it"));
            accepted.getOutputStream().write(bytes("late answer"));
            accepted.close();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes("late answer"));
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("complete");
    }

    @Test
    void theEndOfTheServersBytesIsPassedOnWhileTheClientStillSends() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            accepted.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEmpty();
            client.getOutputStream().write(bytes("still here"));
            client.shutdownOutput();
            assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(bytes("still here"));
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("complete");
    }

    @Test
    void bytesAndAnEndThatComeBeforeTheDialSucceedsAreNotLost() throws Exception {
        CompletableFuture<Resolution> later = new CompletableFuture<>();
        world.resolution = later;
        try (Socket client = world.connect()) {
            client.getOutputStream().write(bytes("early"));
            client.shutdownOutput();
            Thread.sleep(200);
            later.complete(FlowWorld.resolved("127.0.0.2"));
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(bytes("early"));
            }
        }
    }

    @Test
    void aResetOfTheServerIsAReset() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            client.getOutputStream().write(bytes("question"));
            accepted.getInputStream().readNBytes(8);
            accepted.setSoLinger(true, 0);
            accepted.close();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("upstream-reset");
    }

    @Test
    void aResetOfTheClientIsAReset() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            client.getOutputStream().write(bytes("question"));
            accepted.getInputStream().readNBytes(8);
            client.setSoLinger(true, 0);
            client.close();
            assertThatThrownBy(() -> accepted.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("client-reset");
    }

    @Test
    void aLotOfBytesComesThroughUnchangedBothWaysAtOnce() throws Exception {
        byte[] much = new byte[24 << 20];
        new Random(7).nextBytes(much);
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            Thread sending = send(client, much);
            Thread answering = send(accepted, much);
            CompletableFuture<byte[]> got = CompletableFuture.supplyAsync(() -> readAll(accepted));
            byte[] back = readAll(client);
            sending.join();
            answering.join();
            assertThat(Arrays.equals(got.get(), much)).isTrue();
            assertThat(Arrays.equals(back, much)).isTrue();
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.bytesOut()).isEqualTo(much.length);
        assertThat(closed.bytesIn()).isEqualTo(much.length);
        assertThat(world.memory.budget().held()).isZero();
    }

    private static byte[] readAll(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Thread send(Socket socket, byte[] bytes) {
        return Thread.ofPlatform().start(() -> {
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (java.io.IOException e) {
                // seen by the reader
            }
        });
    }

    @RepeatedTest(3)
    void aSlowReaderGetsAllBytesOfAServerThatHasLongEnded() throws Exception {
        byte[] much = new byte[16 << 20];
        new Random(8).nextBytes(much);
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            client.shutdownOutput();
            Thread sending = send(accepted, much);
            Thread.sleep(300);
            byte[] got = new byte[much.length];
            int filled = 0;
            for (int n = 0; n >= 0 && filled < got.length; filled += Math.max(n, 0)) {
                n = client.getInputStream().read(got, filled, Math.min(512 * 1024, got.length - filled));
                Thread.sleep(5);
            }
            sending.join();
            assertThat(filled).isEqualTo(much.length);
            assertThat(Arrays.equals(got, much)).isTrue();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("complete");
    }

    @Test
    @Tag("F-004")
    void aReaderThatDoesNotReadHoldsBackTheWriterAndLittleMemory() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            Thread writer = Thread.ofPlatform().daemon().start(() -> writeForEver(accepted, written));
            long before = -1;
            while (written.get() != before) {
                before = written.get();
                Thread.sleep(500);
            }
            assertThat(writer.isAlive()).isTrue();
            assertThat(world.memory.budget().held()).isBetween(1L, 4L << 20);
            assertThat(before).isLessThan(64L << 20);
            InputStream in = client.getInputStream();
            in.skipNBytes(before);
            assertThat(written.get()).isGreaterThanOrEqualTo(before);
        }
    }

    private static void writeForEver(Socket socket, AtomicLong written) {
        byte[] block = new byte[64 * 1024];
        try {
            while (true) {
                socket.getOutputStream().write(block);
                written.addAndGet(block.length);
            }
        } catch (java.io.IOException e) {
            // the end of the test
        }
    }

    @Test
    void slowReadersCannotStarveAQuickOne() throws Exception {
        world.memory = RelayMemory.of(64 * 1024);
        AtomicLong ignored = new AtomicLong();
        try (Socket slow = world.connect();
                Socket flooding = server.accept()) {
            Thread.ofPlatform().daemon().start(() -> writeForEver(flooding, ignored));
            long before = -1;
            while (ignored.get() != before) {
                before = ignored.get();
                Thread.sleep(300);
            }
            assertThat(slow.isConnected()).isTrue();
            try (Socket quick = world.connectAgain();
                    Socket answering = server.accept()) {
                Thread sending = send(answering, new byte[4 << 20]);
                assertThat(quick.getInputStream().readAllBytes()).hasSize(4 << 20);
                sending.join();
            }
        }
    }

    @Test
    void aConnectionWhoseRuleIsTakenAwayIsResetAndNoOther() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            world.live.endRevoked();
            accepted.getOutputStream().write(2);
            assertThat(client.getInputStream().read()).isEqualTo(2);
            world.decision = Decision.deny(DenyReason.NOT_ALLOWED);
            world.live.endRevoked();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("revoked");
    }

    /** The connection is dialled, and the rule goes before the dial has succeeded. */
    private Socket revokedWhileDialled(Runnable revoke) throws Exception {
        CompletableFuture<Resolution> later = new CompletableFuture<>();
        world.resolution = later;
        Socket client = world.connect();
        client.getOutputStream().write(bytes("secret"));
        awaitLookUp();
        var loop = world.accepted().eventLoop();
        AtomicInteger screened = new AtomicInteger();
        world.screen = (flow, addresses) -> {
            if (screened.getAndIncrement() == 0) {
                // the record is made by the loop's next task but one, the dial by the one after this
                loop.execute(() -> loop.execute(revoke));
            }
            return world.decision;
        };
        loop.execute(() -> later.complete(FlowWorld.resolved("127.0.0.2")));
        return client;
    }

    @Test
    void aConnectionWhoseRuleGoesWhileItIsDialledSendsNothing() throws Exception {
        try (Socket client = revokedWhileDialled(() -> world.decision = Decision.deny(DenyReason.NOT_ALLOWED));
                Socket accepted = server.accept()) {
            accepted.setSoTimeout(5_000);
            assertThatThrownBy(() -> accepted.getInputStream().read()).hasMessageContaining("reset");
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.ended()).isEqualTo("revoked");
        assertThat(closed.bytesOut()).isZero();
        assertThat(world.awaitRecord(Event.CONNECTION).flow()).isEqualTo(closed.flow());
    }

    @Test
    void aConnectionThatIsNotGuardedAnyMoreWhenItsDialSucceedsSendsNothing() throws Exception {
        try (Socket client = revokedWhileDialled(() -> world.guarded = false);
                Socket accepted = server.accept()) {
            accepted.setSoTimeout(5_000);
            assertThatThrownBy(() -> accepted.getInputStream().read()).hasMessageContaining("reset");
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        assertThat(world.awaitRecord(Event.CLOSED).bytesOut()).isZero();
    }

    @Test
    void aDialUnderWayIsEndedWhenItsRuleGoes() throws Exception {
        CompletableFuture<Resolution> later = new CompletableFuture<>();
        world.resolution = later;
        server.setSoTimeout(300);
        try (Socket client = world.connect()) {
            client.getOutputStream().write(bytes("secret"));
            awaitLookUp();
            world.decision = Decision.deny(DenyReason.NOT_ALLOWED);
            world.live.endRevoked();
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("revoked");
        world.decision = Decision.allow(null);
        later.complete(FlowWorld.resolved("127.0.0.2"));
        assertThatThrownBy(() -> server.accept()).isInstanceOf(java.net.SocketTimeoutException.class);
    }

    private void awaitLookUp() throws InterruptedException {
        for (int i = 0; i < 500 && world.asked.size() < 2; i++) {
            Thread.sleep(10);
        }
        assertThat(world.asked).hasSize(2);
        // the loop that looked up goes on to wait
        Thread.sleep(50);
    }

    @Test
    void aClientThatGoesDuringTheLookUpIsRecorded() throws Exception {
        CompletableFuture<Resolution> later = new CompletableFuture<>();
        world.resolution = later;
        try (Socket client = world.connect()) {
            awaitLookUp();
            client.setSoLinger(true, 0);
        }
        assertThat(world.accepted().closeFuture().await(5_000)).isTrue();
        later.complete(FlowWorld.resolved("127.0.0.2"));
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.name()).isEqualTo("api.example.test");
        assertThat(closed.ended()).isEqualTo("client-reset");
    }

    @RepeatedTest(20)
    void whenTheLastConnectionHasLeftItsEndIsRecorded() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            Thread writer = send(accepted, new byte[16 << 20]);
            assertThat(client.getInputStream().read()).isZero();
            world.live.endAll();
            world.live.awaitNone(5_000);
            assertThat(world.live.size()).isZero();
            assertThat(world.records()).extracting(AuditRecord::ended).contains("stopped");
            writer.join();
        }
    }
}
