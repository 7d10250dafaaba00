package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is owed must come on; what may pause may pause. Hours pass by a clock of the test's own. */
@Timeout(60)
class SlowBodyTest {
    private static final String LONG = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n";
    private static final String EVENTS =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    @TempDir
    Path directory;

    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private ServerSocket server;
    private FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        server = FlowWorld.server();
        server.setSoTimeout(5000);
        world = new FlowWorld(directory, server.getLocalPort());
        world.policy = Policy.of(
                        Profile.STRICT,
                        List.of(FlowWorld.NAME.ascii() + ":" + server.getLocalPort()),
                        List.of(),
                        List.of(),
                        List.of())
                .orElseThrow();
        world.screen = (flow, addresses) -> world.policy.decide(flow);
        HttpTimes usual = HttpTimes.USUAL;
        world.http = new HttpTimes(usual.head(), usual.piece(), usual.idle(), Duration.ofMillis(2), this::now);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        server.close();
    }

    private long now() {
        looks.incrementAndGet();
        return passed.get();
    }

    /** Lets time pass, and the relay see that it has. */
    private void pass(Duration time) {
        passed.addAndGet(time.toNanos());
        long before = looks.get();
        Awaitility.await().until(() -> looks.get() > before + 3);
    }

    /** Lets the moment pass after which the connection may be over. */
    private void passLast() {
        passed.addAndGet(Duration.ofSeconds(10).toNanos());
    }

    private static void write(Socket to, String text) throws IOException {
        to.getOutputStream().write(ascii(text));
    }

    private static String read(Socket from, int octets) throws IOException {
        return new String(from.getInputStream().readNBytes(octets), StandardCharsets.US_ASCII);
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

    private String request(String line, String fields) {
        return line + " HTTP/1.1\r\nHost: " + FlowWorld.NAME.ascii() + ":" + server.getLocalPort() + "\r\n" + fields
                + "\r\n";
    }

    /** The server's end of the client's connection, once the request's head has come. */
    private Socket served(Socket client, String line, String fields) throws IOException {
        write(client, request(line, fields));
        Socket accepted = server.accept();
        accepted.setSoTimeout(5000);
        readHead(accepted);
        return accepted;
    }

    private AuditRecord recorded(Predicate<AuditRecord> wanted) throws Exception {
        Awaitility.await().until(() -> world.records().stream().anyMatch(wanted));
        return world.records().stream().filter(wanted).findFirst().orElseThrow();
    }

    @Test
    @Tag("C-078")
    void aBodyThatTricklesInIsAnswered408AndItsServerIsReset() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = served(client, "POST /", "Content-Length: 1000000000\r\n")) {
            for (int i = 0; i < 12; i++) {
                write(client, "x");
                assertThat(accepted.getInputStream().read()).isEqualTo('x');
                pass(Duration.ofSeconds(10));
            }
            passLast();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("\"reason\":\"content-late\"");
            assertThatThrownBy(() -> accepted.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
        }
        assertThat(recorded(one -> one.reason().equals("content-late")).detail())
                .isEqualTo("a request body came too slowly");
        Awaitility.await().until(() -> world.live.size() == 0);
    }

    @Test
    @Tag("C-078")
    void anAnswerThatTricklesInIsCutShort() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = served(client, "GET /", "")) {
            write(accepted, LONG);
            assertThat(readHead(client)).isEqualTo(LONG);
            for (int i = 0; i < 12; i++) {
                write(accepted, "x");
                assertThat(client.getInputStream().read()).isEqualTo('x');
                pass(Duration.ofSeconds(10));
            }
            passLast();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        recorded(one -> one.detail().equals("an answer came too slowly"));
    }

    @Test
    void anAnswerWhoseHeadIsNotFinishedIsAGatewayTimeout() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = served(client, "GET /", "")) {
            write(accepted, "HTTP/1.1 200 OK\r\nX-More:");
            // that it is being read
            AtomicLong before = new AtomicLong(looks.get());
            Awaitility.await().until(() -> looks.get() > before.get() + 10);
            passed.addAndGet(Duration.ofSeconds(121).toNanos());
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 504 ")
                    .contains("\"reason\":\"response-late\"");
        }
    }

    @Test
    void aSlowLineIsFastEnough() throws Exception {
        byte[] piece = new byte[1024];
        try (Socket client = world.connect();
                Socket accepted = served(client, "POST /", "Content-Length: 30720\r\n")) {
            for (int i = 0; i < 30; i++) {
                client.getOutputStream().write(piece);
                assertThat(accepted.getInputStream().readNBytes(1024)).hasSize(1024);
                pass(Duration.ofSeconds(115));
            }
            write(accepted, "HTTP/1.1 200 OK\r\nContent-Length: 30720\r\n\r\n");
            readHead(client);
            for (int i = 0; i < 30; i++) {
                accepted.getOutputStream().write(piece);
                assertThat(client.getInputStream().readNBytes(1024)).hasSize(1024);
                pass(Duration.ofSeconds(115));
            }
        }
    }

    @Test
    void aLongPollMayBeAnsweredAfterHours() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = served(client, "POST /poll", "Content-Length: 2\r\n\r\nok")) {
            pass(Duration.ofHours(3));
            write(accepted, "HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(readHead(client)).startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void streamsOfBothSidesMayPauseForHours() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = served(client, "POST /events", "Transfer-Encoding: chunked\r\n")) {
            write(accepted, EVENTS);
            assertThat(readHead(client)).contains("text/event-stream");
            for (int i = 0; i < 4; i++) {
                write(client, "3\r\nask\r\n");
                assertThat(read(accepted, 8)).isEqualTo("3\r\nask\r\n");
                pass(Duration.ofHours(1));
                write(accepted, "2\r\nhi\r\n");
                assertThat(read(client, 7)).isEqualTo("2\r\nhi\r\n");
                pass(Duration.ofHours(1));
            }
        }
    }

    @Test
    void aWebSocketMayBeIdleForHours() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = served(client, "GET /chat", UPGRADE)) {
            pass(Duration.ofHours(1));
            write(accepted, SWITCHED);
            assertThat(readHead(client)).startsWith("HTTP/1.1 101 ");
            passed.addAndGet(Duration.ofHours(1).toNanos());
            write(accepted, "tick");
            assertThat(read(client, 4)).isEqualTo("tick");
            write(client, "tock");
            assertThat(read(accepted, 4)).isEqualTo("tock");
        }
    }

    @Test
    void aClientThatWaitsToBeToldToContinueOwesNothing() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = served(client, "PUT /", "Expect: 100-continue\r\nContent-Length: 5\r\n")) {
            pass(Duration.ofHours(1));
            write(accepted, "HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(readHead(client)).startsWith("HTTP/1.1 100 ");
            write(client, "hello");
            assertThat(read(accepted, 5)).isEqualTo("hello");
        }
    }

    @Test
    void aSenderThatIsHeldBackIsNotSlow() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Socket client = world.connect();
                Socket accepted = served(client, "POST /", "Content-Length: 1000000000\r\n")) {
            fill(client, written);
            pass(Duration.ofHours(5));
            accepted.getInputStream().skipNBytes(written.get());
            write(accepted, LONG);
            readHead(client);
            AtomicLong answered = new AtomicLong();
            fill(accepted, answered);
            pass(Duration.ofHours(5));
            client.getInputStream().skipNBytes(answered.get());
        }
    }

    /** Writes until nobody takes any more. */
    private static void fill(Socket to, AtomicLong written) throws InterruptedException {
        Thread.ofPlatform().daemon().start(() -> {
            byte[] block = new byte[64 * 1024];
            try {
                while (true) {
                    to.getOutputStream().write(block);
                    written.addAndGet(block.length);
                }
            } catch (IOException ended) {
                // the end of the test
            }
        });
        long before = -1;
        while (written.get() != before || before == 0) {
            before = written.get();
            Thread.sleep(400);
        }
    }

    @Test
    void anIdleConnectionIsClosedInTheEnd() throws Exception {
        try (Socket client = world.connect();
                Socket accepted = served(client, "GET /", "")) {
            write(accepted, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            readHead(client);
            assertThat(read(client, 2)).isEqualTo("ok");
            pass(Duration.ofMinutes(9));
            client.setSoTimeout(100);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            passed.addAndGet(Duration.ofMinutes(2).toNanos());
            client.setSoTimeout(5000);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }
}
