package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.dns.Resolution;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing early is what is tested
class RelayTest extends AbstractRelayTest {
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
