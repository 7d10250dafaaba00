package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a connection says must be what it was opened for, before a byte of it leaves. */
@Timeout(60)
class BindingTest {
    private static final String NAME = FlowWorld.NAME.ascii();

    @TempDir
    Path directory;

    private ServerSocket server;
    private FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        server = FlowWorld.server();
        server.setSoTimeout(5000);
        world = new FlowWorld(directory, server.getLocalPort());
        allow(NAME + ":" + server.getLocalPort());
        world.screen = (flow, addresses) -> world.policy.decide(flow);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        server.close();
    }

    private void allow(String... rules) {
        world.policy = Policy.of(Profile.STRICT, List.of(rules), List.of(), List.of(), List.of())
                .orElseThrow();
    }

    static byte[] hello(String name) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void tlsWithTheNameOfTheFlowPassesWhole() throws Exception {
        byte[] hello = hello(NAME);
        try (Socket client = world.connect()) {
            client.getOutputStream().write(hello);
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
                accepted.getOutputStream().write(ascii("answer"));
                assertThat(client.getInputStream().readNBytes(6)).isEqualTo(ascii("answer"));
            }
        }
        AuditRecord connection = world.awaitRecord(Event.CONNECTION);
        assertThat(connection.verdict()).isEqualTo("allow");
        assertThat(connection.protocol()).isEqualTo("tls");
    }

    @Test
    void aHelloMayComeByteByByte() throws Exception {
        byte[] hello = hello(NAME);
        try (Socket client = world.connect()) {
            client.setTcpNoDelay(true);
            for (byte b : hello) {
                client.getOutputStream().write(b);
            }
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
            }
        }
    }

    @Test
    void tlsWithAnotherNameIsToldByAnAlertAndNothingLeaves() throws Exception {
        try (Socket client = world.connect()) {
            client.getOutputStream().write(hello("other.example.test"));
            // fatal unrecognized_name
            assertThat(client.getInputStream().readAllBytes()).containsExactly(0x15, 3, 3, 0, 2, 2, 112);
        }
        AuditRecord denied = world.awaitRecord(Event.CONNECTION);
        assertThat(denied.reason()).isEqualTo("sni-mismatch");
        assertThat(denied.detail()).contains("other.example.test");
        assertThat(denied.name()).isEqualTo(NAME);
        assertNothingLeft();
    }

    @Test
    void tlsWithoutANameIsRefused() throws Exception {
        try (Socket client = world.connect()) {
            client.getOutputStream().write(hello(null));
            assertThat(client.getInputStream().readAllBytes()).endsWith(112);
        }
        assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo("sni-missing");
        assertNothingLeft();
    }

    @Test
    void otherBytesAreResetAtOnceAndNothingLeaves() throws Exception {
        try (Socket client = world.connect()) {
            client.getOutputStream().write(ascii("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo("content-unknown");
        assertNothingLeft();
    }

    @Test
    void aClientThatWaitsForTheServerIsResetWhenItsTimeIsOver() throws Exception {
        world.times = new Opening.Times(Duration.ofMillis(200), Duration.ofMillis(500));
        try (Socket client = world.connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo("content-late");
    }

    @Test
    void aHelloThatIsNotFinishedInTimeIsRefused() throws Exception {
        world.times = new Opening.Times(Duration.ofMillis(200), Duration.ofMillis(500));
        byte[] hello = hello(NAME);
        try (Socket client = world.connect()) {
            client.getOutputStream().write(hello, 0, 40);
            assertThat(client.getInputStream().readAllBytes()).startsWith(0x15);
        }
        assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo("content-late");
    }

    @Test
    void aRuleForAnyBytesDoesNotWaitForThem() throws Exception {
        allow("tcp://" + NAME + ":" + server.getLocalPort());
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write(ascii("220 ready"));
            assertThat(client.getInputStream().readNBytes(9)).isEqualTo(ascii("220 ready"));
        }
    }

    private String http(String request, String answer) throws Exception {
        try (Socket client = world.connect()) {
            client.getOutputStream().write(ascii(request));
            if (!answer.isEmpty()) {
                try (Socket accepted = server.accept()) {
                    String head = "";
                    while (!head.endsWith("\r\n\r\n")) {
                        head += (char) accepted.getInputStream().read();
                    }
                    forwarded = head;
                    accepted.getOutputStream().write(ascii(answer));
                    accepted.shutdownOutput();
                    return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                }
            }
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private String forwarded = "";

    @Test
    void aRequestForTheNameOfTheFlowPassesAndIsRecordedWithoutItsQuery() throws Exception {
        String answer = http(
                "GET /v1/x?token=secret HTTP/1.1\r\nHost: " + NAME + ":" + server.getLocalPort() + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
        assertThat(forwarded).startsWith("GET /v1/x?token=secret HTTP/1.1\r\n");
        assertThat(answer).endsWith("\r\n\r\nhi");
        AuditRecord request = world.awaitRecord(Event.REQUEST);
        assertThat(request.verdict()).isEqualTo("allow");
        assertThat(request.toString()).contains("/v1/x").doesNotContain("secret");
        assertThat(world.awaitRecord(Event.CLOSED).protocol()).isEqualTo("http");
    }

    @Test
    void aRequestForAnotherHostIsAnsweredWithTheReasonAndNothingLeaves() throws Exception {
        String answer = http("GET / HTTP/1.1\r\nHost: other.example.test\r\n\r\n", "");
        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("\"reason\":\"host-mismatch\"");
        assertThat(world.awaitRecord(Event.REQUEST).reason()).isEqualTo("host-mismatch");
        assertNothingLeft();
    }

    @Test
    @Tag("C-082")
    void aRevokedRuleEndsAnHttpConnection() throws Exception {
        try (Socket client = world.connect()) {
            client.getOutputStream()
                    .write(ascii("GET / HTTP/1.1\r\nHost: " + NAME + ":" + server.getLocalPort() + "\r\n\r\n"));
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo('G');
                allow("nothing.example.test");
                world.live.endRevoked();
                assertThatThrownBy(() -> client.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
            }
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("revoked");
    }

    @Test
    void aWebSocketIsRelayedBothWaysToItsEnd() throws Exception {
        try (Socket client = world.connect()) {
            client.getOutputStream()
                    .write(ascii("GET /chat HTTP/1.1\r\nHost: " + NAME + ":" + server.getLocalPort()
                            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
            try (Socket accepted = server.accept()) {
                String head = "";
                while (!head.endsWith("\r\n\r\n")) {
                    head += (char) accepted.getInputStream().read();
                }
                assertThat(head).contains("Upgrade: websocket");
                accepted.getOutputStream()
                        .write(
                                ascii(
                                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                                + "Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nhello"));
                String answer = "";
                while (!answer.endsWith("\r\n\r\nhello")) {
                    answer += (char) client.getInputStream().read();
                }
                client.getOutputStream().write(new byte[] {0, 1, 2, (byte) 0xff});
                assertThat(accepted.getInputStream().readNBytes(4)).containsExactly(0, 1, 2, 0xff);
                client.shutdownOutput();
                assertThat(accepted.getInputStream().read()).isNegative();
                accepted.getOutputStream().write(ascii("last"));
                accepted.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(ascii("last"));
            }
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.ended()).isEqualTo("complete");
        assertThat(closed.bytesIn()).isGreaterThan(100);
        assertThat(closed.bytesOut()).isGreaterThan(100);
    }

    private void assertNothingLeft() throws IOException {
        server.setSoTimeout(200);
        assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    }
}
