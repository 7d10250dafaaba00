package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Problem;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway's own connections through a proxy of the operator's. */
@Timeout(60)
class UpstreamProxyTest {
    @TempDir
    Path directory;

    private ServerSocket proxy;
    private FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        proxy = FlowWorld.server();
        proxy.setSoTimeout(5000);
        world = new FlowWorld(directory, 443);
        world.proxy = UpstreamProxy.parse("http://user:pa%20ss@127.0.0.2:" + proxy.getLocalPort())
                .orElseThrow();
        world.resolution = CompletableFuture.completedFuture(FlowWorld.resolved("203.0.113.9"));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        proxy.close();
    }

    private static String head(InputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    @Test
    void theProxyIsAskedForTheScreenedAddressAndNotForTheName() throws Exception {
        try (Socket client = world.connect();
                Socket asked = proxy.accept()) {
            client.getOutputStream().write(ascii("question"));
            assertThat(head(asked.getInputStream())).isEqualTo("""
                    CONNECT 203.0.113.9:443 HTTP/1.1\r
                    Host: 203.0.113.9:443\r
                    Proxy-Authorization: Basic dXNlcjpwYSBzcw==\r
                    \r
                    """);
            asked.getOutputStream().write(ascii("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\nearly"));
            assertThat(client.getInputStream().readNBytes(5)).isEqualTo(ascii("early"));
            assertThat(asked.getInputStream().readNBytes(8)).isEqualTo(ascii("question"));
        }
        assertThat(world.awaitRecord(Event.CLOSED).address()).isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', answers 407",
        "'HTTP/1.1 2000 OK\r\n\r\n', answers with what is no HTTP",
        "'SSH-2.0-x\r\n\r\n', answers with what is no HTTP"
    })
    void aProxyThatRefusesIsSaidToTheOperatorAndTheClientIsReset(String answer, String detail) throws Exception {
        try (Socket client = world.connect();
                Socket asked = proxy.accept()) {
            head(asked.getInputStream());
            asked.getOutputStream().write(ascii(answer));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        var closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.ended()).isEqualTo("connect-failed");
        assertThat(closed.detail()).contains(detail).doesNotContain("pa ss");
        assertThat(world.health.troubles()).singleElement().satisfies(trouble -> {
            assertThat(trouble.server()).isEqualTo("proxy http://127.0.0.2:" + proxy.getLocalPort());
            assertThat(trouble.failed()).isEqualTo(1);
            assertThat(trouble.why()).contains(detail);
        });
    }

    @Test
    void aRefusedAddressNeverReachesTheProxy() throws Exception {
        world.screen = (flow, addresses) -> Decision.deny(DenyReason.SPECIAL_PURPOSE_ADDRESS);
        try (Socket client = world.connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        proxy.setSoTimeout(200);
        assertThatThrownBy(proxy::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://proxy.example:3128",
        "http://proxy.example",
        "http://proxy.example:3128/path",
        "http://a:%zz@proxy.example:3128",
        "proxy.example:3128",
        "http://a:%0ab@proxy.example:3128"
    })
    void aUrlThatIsNoProxyIsAProblemThatDoesNotRepeatAPassword(String text) {
        assertThat(UpstreamProxy.parse(text).problems())
                .hasSize(1)
                .allMatch(problem -> problem.id().equals("upstream-proxy-form"))
                .extracting(Problem::message)
                .noneMatch(message -> message.contains("zz"));
    }

    @Test
    void aUrlIsRenderedAsItIsRead() {
        UpstreamProxy read = UpstreamProxy.parse("http://us%40er:p%3A%2Fs@[2001:db8::1]:8080/")
                .orElseThrow();
        assertThat(UpstreamProxy.parse(read.url()).orElseThrow()).isEqualTo(read);
        assertThat(read).hasToString("http://[2001:db8::1]:8080");
        assertThat(read.credentials()).isEqualTo("us@er:p:/s");
    }

    @Test
    void anInterimAnswerOfTheProxyIsPassedOver() throws Exception {
        try (Socket client = world.connect();
                Socket asked = proxy.accept()) {
            client.getOutputStream().write(ascii("question"));
            head(asked.getInputStream());
            asked.getOutputStream()
                    .write(ascii("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n"));
            asked.getOutputStream().write(ascii("\r\nHTTP/1.1 200 OK\r\n\r\nearly"));
            assertThat(client.getInputStream().readNBytes(5)).isEqualTo(ascii("early"));
            assertThat(asked.getInputStream().readNBytes(8)).isEqualTo(ascii("question"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 100 Continue\r\n\r\n', 3000, a head of more than",
        "'HTTP/1.1 200 OK\r\nX: ', 0, a head of more than",
        "'HTTP/1.1 101 Switching Protocols\r\n\r\n', 0, answers 101",
        "'\r\n\r\n', 0, answers with what is no HTTP"
    })
    void anAnswerWithoutEndIsCutOff(String answer, int times, String detail) throws Exception {
        try (Socket client = world.connect();
                Socket asked = proxy.accept()) {
            client.getOutputStream().write(ascii("question"));
            assertThat(head(asked.getInputStream())).startsWith("CONNECT ");
            Thread.startVirtualThread(() -> writeAll(asked, answer.repeat(Math.max(1, times)) + "x".repeat(40_000)));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(world.awaitRecord(Event.CLOSED).detail()).contains(detail);
        }
    }

    private static void writeAll(Socket to, String text) {
        try {
            to.getOutputStream().write(ascii(text));
        } catch (java.io.IOException e) {
            // it is closed in the middle
        }
    }

    @Test
    void aProxyAtAnAddressOfIpv6IsAskedForAnAddressOfIpv6InBrackets() throws Exception {
        proxy.close();
        proxy = new ServerSocket(0, 50, java.net.InetAddress.ofLiteral("::1"));
        world.proxy =
                UpstreamProxy.parse("http://[::1]:" + proxy.getLocalPort()).orElseThrow();
        world.resolution = CompletableFuture.completedFuture(FlowWorld.resolved("2001:db8::7"));
        try (Socket client = world.connect();
                Socket asked = proxy.accept()) {
            client.getOutputStream().write(ascii("question"));
            assertThat(head(asked.getInputStream())).isEqualTo("""
                    CONNECT [2001:db8::7]:443 HTTP/1.1\r
                    Host: [2001:db8::7]:443\r
                    \r
                    """);
            asked.getOutputStream().write(ascii("HTTP/1.0 200\r\n\r\n"));
            assertThat(asked.getInputStream().readNBytes(8)).isEqualTo(ascii("question"));
        }
        assertThat(world.awaitRecord(Event.CLOSED).address()).isEqualTo("2001:db8::7");
    }
}
