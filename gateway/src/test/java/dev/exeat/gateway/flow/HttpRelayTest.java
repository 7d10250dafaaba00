package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rule about methods and paths holds for as long as the request that it let through; a dial is part of what is delivered. */
@Timeout(60)
class HttpRelayTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    @TempDir
    Path directory;

    private final List<Socket> fillers = new ArrayList<>();
    private ServerSocket server;
    private FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        serve(new ServerSocket(0, 1, FlowWorld.SERVER));
        allow("methods: [GET, POST]");
    }

    private void serve(ServerSocket opened) throws IOException {
        server = opened;
        server.setSoTimeout(5000);
        world = new FlowWorld(directory, server.getLocalPort());
        world.screen = (flow, addresses) -> world.policy.decide(flow);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        for (Socket filler : fillers) {
            filler.close();
        }
        server.close();
    }

    private void allow(String requests) {
        String file = "version: 1\negress: { allow: [{ host: %s, ports: [%d], %s }] }\n"
                .formatted(FlowWorld.NAME.ascii(), server.getLocalPort(), requests);
        world.policy = new PolicySources(List.of(new PolicyFile("exeat.yaml", file)), PolicyFlags.NONE)
                .read()
                .orElseThrow()
                .policy();
    }

    private String head(String line, String fields) {
        return line + " HTTP/1.1\r\nHost: " + FlowWorld.NAME.ascii() + ":" + server.getLocalPort() + "\r\n" + fields
                + "\r\n";
    }

    private static void write(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readHead(Socket from) throws IOException {
        InputStream in = from.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            assertThat(octet).isNotNegative();
            head.append((char) octet);
        }
        return head.toString();
    }

    private void assertRevoked(Socket client) throws Exception {
        assertThatThrownBy(() -> client.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("revoked");
    }

    @Test
    @Tag("C-082")
    void aWebSocketEndsWithTheRuleForItsPath() throws Exception {
        try (Socket client = world.connect()) {
            write(client, head("GET /chat", UPGRADE));
            try (Socket accepted = server.accept()) {
                readHead(accepted);
                write(accepted, SWITCHED);
                readHead(client);
                allow("paths: [/chat]");
                world.live.endRevoked();
                write(client, "still");
                assertThat(accepted.getInputStream().readNBytes(5)).hasSize(5);
                allow("paths: [/other]");
                world.live.endRevoked();
                assertRevoked(client);
            }
        }
    }

    @Test
    @Tag("C-082")
    void anUploadEndsWithTheRuleForItsMethod() throws Exception {
        try (Socket client = world.connect()) {
            write(client, head("POST /up", "Content-Length: 100\r\n") + "part");
            try (Socket accepted = server.accept()) {
                readHead(accepted);
                allow("methods: [GET]");
                world.live.endRevoked();
                assertRevoked(client);
            }
        }
    }

    @Test
    void aConnectionWithNothingOutstandingStaysWhenAMethodIsTakenAway() throws Exception {
        try (Socket client = world.connect()) {
            write(client, head("POST /up", "Content-Length: 0\r\n"));
            try (Socket accepted = server.accept()) {
                readHead(accepted);
                write(accepted, OK);
                readHead(client);
                assertThat(client.getInputStream().readNBytes(2)).hasSize(2);
                allow("methods: [GET]");
                world.live.endRevoked();
                write(client, head("GET /", ""));
                assertThat(readHead(accepted)).startsWith("GET / ");
            }
        }
    }

    /** Takes the server's whole backlog, so that the next connection is under way until somebody is accepted. */
    private void fillBacklog() throws IOException {
        for (int i = 0; i < 2; i++) {
            fillers.add(new Socket(FlowWorld.SERVER, server.getLocalPort()));
        }
    }

    private Socket acceptNext() throws IOException {
        for (Socket ignored : fillers) {
            server.accept().close();
        }
        return server.accept();
    }

    @Test
    @Tag("C-082")
    void aRequestThatIsNotAllowedAnyMoreWhenItsTargetIsConnectedIsNotSent() throws Exception {
        fillBacklog();
        try (Socket client = world.connect()) {
            write(client, head("POST /up", "Content-Length: 4\r\n") + "body");
            world.awaitRecord(Event.CONNECTION);
            allow("methods: [GET]");
            try (Socket accepted = acceptNext()) {
                assertThatThrownBy(() -> accepted.getInputStream().readAllBytes())
                        .isInstanceOf(SocketException.class);
            }
            assertRevoked(client);
        }
    }

    @Test
    void whatWasSentJustBeforeTheEndOfTheRunIsDeliveredOnceItsTargetIsConnected() throws Exception {
        fillBacklog();
        try (Socket client = world.connect()) {
            write(client, head("GET /last", ""));
            client.shutdownOutput();
            world.awaitRecord(Event.CONNECTION);
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> world.live.drain(Duration.ofSeconds(5), Duration.ofSeconds(8)));
            Thread.sleep(300);
            assertThat(drained).isNotDone();
            try (Socket accepted = acceptNext()) {
                drained.join();
                world.live.endAll();
                assertThat(readHead(accepted)).startsWith("GET /last ");
            }
        }
    }

    @Test
    void aRecordedDialThatIsGivenUpHasAnEndInTheJournal() throws Exception {
        fillBacklog();
        try (Socket client = world.connect()) {
            write(client, head("GET /", ""));
            world.awaitRecord(Event.CONNECTION);
            world.live.endAll();
            assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("stopped");
            server.setSoTimeout(2_500);
            assertThatThrownBy(this::acceptNext).isInstanceOf(SocketTimeoutException.class);
            assertThat(world.records().stream().filter(record -> record.event() == Event.CLOSED))
                    .hasSize(1);
        }
    }

    @Test
    void aBusyClientThatAlwaysHasPartOfAHeadOutIsNotLate() throws Exception {
        world.times = new Opening.Times(Duration.ofMillis(500), Duration.ofMillis(1500));
        String request = head("GET /", "");
        try (Socket client = world.connect()) {
            write(client, request + "GET ");
            try (Socket accepted = server.accept()) {
                long end = System.nanoTime() + Duration.ofSeconds(7).toNanos();
                while (System.nanoTime() < end) {
                    readHead(accepted);
                    write(accepted, OK);
                    assertThat(readHead(client)).startsWith("HTTP/1.1 200 ");
                    assertThat(client.getInputStream().readNBytes(2)).hasSize(2);
                    Thread.sleep(50);
                    write(client, request.substring(4) + "GET ");
                }
            }
        }
    }
}
