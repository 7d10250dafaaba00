package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.dns.Resolution;
import dev.exeat.policy.ReservedNames;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that is gone before it is known where its bytes may go. */
@Timeout(60)
@SuppressWarnings("try") // closing early is what is tested
class ClientAbortTest {
    private static final String NAME = FlowWorld.NAME.ascii();

    @TempDir
    Path directory;

    private final CompletableFuture<Resolution> later = new CompletableFuture<>();
    private ServerSocket server;
    private FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        server = FlowWorld.server();
        world = new FlowWorld(directory, server.getLocalPort());
        world.resolution = later;
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        server.close();
    }

    private static void reset(Socket client) throws Exception {
        client.setSoLinger(true, 0);
        client.close();
    }

    private void assertNobodyIsDialled() throws Exception {
        Awaitility.await().until(() -> world.live.size() == 0);
        later.complete(FlowWorld.resolved("127.0.0.2"));
        server.setSoTimeout(300);
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        assertThat(world.records()).noneMatch(record -> "allow".equals(record.verdict()));
    }

    @Test
    @Tag("C-104")
    void aCapturedClientThatIsGoneBeforeTheAnswerIsNotDialledFor() throws Exception {
        Socket client = world.connect();
        client.getOutputStream().write(ascii("question"));
        Awaitility.await().until(() -> !world.asked.isEmpty());
        reset(client);
        assertNobodyIsDialled();
    }

    @ParameterizedTest
    @Tag("C-104")
    @ValueSource(ints = {ReservedNames.HTTP_DOOR, ReservedNames.SOCKS_DOOR})
    void aClientOfADoorThatIsGoneBeforeTheAnswerIsNotDialledFor(int door) throws Exception {
        world.destination = new OriginalDestination(FlowWorld.DOOR, door);
        Socket client = world.connect();
        String authority = NAME + ":" + server.getLocalPort();
        if (door == ReservedNames.HTTP_DOOR) {
            client.getOutputStream()
                    .write(ascii("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n"));
        } else {
            client.getOutputStream().write(DoorTest.socksRequest(authority));
        }
        Awaitility.await().until(() -> !world.asked.isEmpty());
        reset(client);
        assertNobodyIsDialled();
    }

    @Test
    @Tag("C-104")
    void aClientThatIsGoneWhileItsUpstreamConnectsLeavesNoConnectionBehind() throws Exception {
        world.proxy =
                UpstreamProxy.parse("http://127.0.0.2:" + server.getLocalPort()).orElseThrow();
        later.complete(FlowWorld.resolved("203.0.113.9"));
        server.setSoTimeout(5000);
        Socket client = world.connect();
        client.getOutputStream().write(ascii("question"));
        try (Socket asked = server.accept()) {
            asked.setSoTimeout(3000);
            reset(client);
            Awaitility.await().until(() -> world.live.size() == 0);
            // the question to the proxy, and then a reset: not a byte of the client
            assertThatThrownBy(() -> {
                        byte[] rest = asked.getInputStream().readAllBytes();
                        assertThat(rest).as("an end, not a reset").isNull();
                    })
                    .isInstanceOf(java.net.SocketException.class);
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.ended()).isEqualTo("client-reset");
        assertThat(List.of(closed.bytesOut(), closed.bytesIn())).containsExactly(0L, 0L);
    }
}
