package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.ReservedNames;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A dial that nobody waits for any more. What is dialled is a proxy that accepts and never answers, for a target of two addresses: the
 * second one is tried a quarter of a second after the first, unless the dial has been given up.
 */
@Timeout(60)
@SuppressWarnings("try") // closing early is what is tested
class GivenUpDialTest {
    @TempDir
    Path directory;

    private ServerSocket proxy;
    private FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        proxy = FlowWorld.server();
        proxy.setSoTimeout(5000);
        world = new FlowWorld(directory, 443);
        world.proxy =
                UpstreamProxy.parse("http://127.0.0.2:" + proxy.getLocalPort()).orElseThrow();
        world.resolution = CompletableFuture.completedFuture(FlowWorld.resolved("203.0.113.9", "203.0.113.10"));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        proxy.close();
    }

    private Socket connect(int door) throws Exception {
        if (door != 0) {
            world.destination = new OriginalDestination(FlowWorld.DOOR, door);
        }
        Socket client = world.connect();
        client.getOutputStream()
                .write(
                        switch (door) {
                            case ReservedNames.HTTP_DOOR ->
                                ascii("GET http://api.example.test/ HTTP/1.1\r\nHost: api.example.test\r\n\r\n");
                            case ReservedNames.SOCKS_DOOR -> DoorTest.socksRequest("api.example.test:443");
                            default -> ascii("question");
                        });
        return client;
    }

    private void assertNothingMoreIsTried(Socket tried) throws Exception {
        tried.setSoTimeout(5000);
        assertThatThrownBy(() -> {
                    while (tried.getInputStream().read() >= 0) {}
                })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        proxy.setSoTimeout(1000);
        assertThatThrownBy(proxy::accept).isInstanceOf(SocketTimeoutException.class);
        assertThat(world.records().stream().filter(record -> record.event() == Event.CLOSED))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, ReservedNames.HTTP_DOOR, ReservedNames.SOCKS_DOOR})
    void aClientThatIsGoneIsNotDialledForAnyMore(int door) throws Exception {
        try (Socket client = connect(door);
                Socket tried = proxy.accept()) {
            client.setSoLinger(true, 0);
            client.close();
            AuditRecord closed = world.awaitRecord(Event.CLOSED);
            assertThat(closed.ended()).isEqualTo("client-reset");
            assertThat(closed.bytesOut()).isZero();
            assertNothingMoreIsTried(tried);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, ReservedNames.HTTP_DOOR, ReservedNames.SOCKS_DOOR})
    void whatIsRevokedIsNotDialledAnyMore(int door) throws Exception {
        try (Socket client = connect(door);
                Socket tried = proxy.accept()) {
            world.decision = Decision.deny(DenyReason.NOT_ALLOWED);
            world.live.endRevoked();
            assertThatThrownBy(() -> client.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
            assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("revoked");
            assertNothingMoreIsTried(tried);
        }
    }

    @Test
    void whatComesUpWhileTheRunEndsIsNotDialled() throws Exception {
        world.live.endAll();
        try (Socket client = world.connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            proxy.setSoTimeout(500);
            assertThatThrownBy(proxy::accept).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(world.records()).noneMatch(record -> record.verdict().equals("allow"));
    }

    @Test
    void aConnectionLeavesAfterItsEndIsRecorded() throws Exception {
        try (Socket client = world.connect();
                Socket tried = proxy.accept()) {
            tried.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\n\r\nx"));
            assertThat(client.getInputStream().read()).isEqualTo('x');
            // so much that some of it waits: the end is met by who writes, not by who reads
            client.shutdownOutput();
            Thread writer = Thread.startVirtualThread(() -> writeAll(tried));
            // after the listener that gives the place back, and before the handlers hear of the end
            CompletableFuture<Boolean> empty = new CompletableFuture<>();
            CompletableFuture<Void> checked = new CompletableFuture<>();
            var _ = world.accepted().closeFuture().addListener(closed -> {
                empty.complete(world.live.size() == 0);
                checked.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
            });
            client.setSoLinger(true, 0);
            client.close();
            empty.join();
            world.live.awaitNone(100);
            boolean left = world.live.size() == 0;
            boolean recorded = world.records().stream().anyMatch(record -> record.event() == Event.CLOSED);
            checked.complete(null);
            assertThat(!left || recorded).as("what has left is recorded").isTrue();
            writer.join();
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("client-reset");
        world.live.awaitNone(5000);
        assertThat(world.live.size()).isZero();
    }

    private static void writeAll(Socket to) {
        try {
            to.getOutputStream().write(new byte[16 << 20]);
        } catch (java.io.IOException e) {
            // it is reset in the middle
        }
    }
}
