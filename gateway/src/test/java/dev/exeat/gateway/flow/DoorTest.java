package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import dev.exeat.policy.ReservedNames;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The doors for clients that are set up to use a proxy: the same decisions, reasons and binding as the captured way. */
@Timeout(60)
class DoorTest {
    private static final String NAME = FlowWorld.NAME.ascii();

    @TempDir
    Path directory;

    private ServerSocket server;
    private FlowWorld world;
    private int port;

    @BeforeEach
    void open() throws Exception {
        server = FlowWorld.server();
        server.setSoTimeout(5000);
        port = server.getLocalPort();
        world = new FlowWorld(directory, port);
        allow(NAME + ":" + port);
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

    private Socket http() throws Exception {
        return door(ReservedNames.HTTP_DOOR);
    }

    private Socket socks() throws Exception {
        return door(ReservedNames.SOCKS_DOOR);
    }

    private Socket door(int at) throws Exception {
        world.destination = new OriginalDestination(FlowWorld.DOOR, at);
        return world.connect();
    }

    private static String head(InputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static String rest(Socket client) throws Exception {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private String connect(String authority) {
        return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    }

    @Test
    void aTunnelCarriesTlsWithTheNameThatWasAskedFor() throws Exception {
        byte[] hello = BindingTest.hello(NAME);
        try (Socket client = http()) {
            client.getOutputStream().write(ascii(connect(NAME + ":" + port)));
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200 ");
            client.getOutputStream().write(hello);
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
                accepted.getOutputStream().write(ascii("answer"));
                assertThat(client.getInputStream().readNBytes(6)).isEqualTo(ascii("answer"));
            }
        }
        assertThat(world.awaitRecord(Event.CONNECTION).protocol()).isEqualTo("tls");
        assertThat(world.awaitRecord(Event.CLOSED).name()).isEqualTo(NAME);
    }

    @Test
    void aClientThatDoesNotWaitForTheAnswerLosesNothing() throws Exception {
        byte[] hello = BindingTest.hello(NAME);
        try (Socket client = http()) {
            byte[] request = ascii(connect(NAME + ":" + port));
            byte[] both = new byte[request.length + hello.length];
            System.arraycopy(request, 0, both, 0, request.length);
            System.arraycopy(hello, 0, both, request.length, hello.length);
            client.getOutputStream().write(both);
            client.shutdownOutput();
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(hello);
            }
        }
    }

    @Test
    void anotherNameInsideTheTunnelIsRefused() throws Exception {
        try (Socket client = http()) {
            client.getOutputStream().write(ascii(connect(NAME + ":" + port)));
            head(client.getInputStream());
            client.getOutputStream().write(BindingTest.hello("other.example.test"));
            assertThat(client.getInputStream().readAllBytes()).containsExactly(0x15, 3, 3, 0, 2, 2, 112);
        }
        assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo("sni-mismatch");
    }

    @ParameterizedTest
    @CsvSource({
        "denied.example.test:443, not-allowed",
        "api.example.test:25, port-not-allowed",
        "192.0.2.7:443, literal-address",
        "127.0.0.1:22, floor-address",
        "[::1]:22, floor-address",
        "169.254.169.254:80, metadata-address",
        "probe.exeat.internal:80, special-name",
        "proxy.exeat.internal:3128, special-name"
    })
    void aDeniedTargetIsToldByBothDoorsWithTheSameReason(String authority, String reason) throws Exception {
        try (Socket client = http()) {
            client.getOutputStream().write(ascii(connect(authority)));
            assertThat(rest(client)).startsWith("HTTP/1.1 403 ").contains("\"reason\":\"" + reason + "\"");
        }
        assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo(reason);
        if (authority.startsWith("[")) {
            return;
        }
        try (Socket client = socks()) {
            client.getOutputStream().write(socksRequest(authority));
            assertThat(HexFormat.of().formatHex(client.getInputStream().readAllBytes()))
                    .isEqualTo("0500" + "05020001000000000000");
        }
        assertThat(world.records()).extracting(record -> record.reason()).containsOnly(reason);
    }

    static byte[] socksRequest(String authority) {
        int colon = authority.lastIndexOf(':');
        byte[] name = ascii(authority.substring(0, colon));
        int port = Integer.parseInt(authority.substring(colon + 1));
        byte[] request = new byte[3 + 5 + name.length + 2];
        System.arraycopy(new byte[] {5, 1, 0, 5, 1, 0, 3, (byte) name.length}, 0, request, 0, 8);
        System.arraycopy(name, 0, request, 8, name.length);
        request[8 + name.length] = (byte) (port >> 8);
        request[9 + name.length] = (byte) port;
        return request;
    }

    @Test
    void aRefusedAddressIsToldWhileItCanBe() throws Exception {
        world.screen = (flow, addresses) -> Decision.deny(DenyReason.SPECIAL_PURPOSE_ADDRESS);
        try (Socket client = http()) {
            client.getOutputStream().write(ascii(connect(NAME + ":" + port)));
            assertThat(rest(client)).startsWith("HTTP/1.1 403 ").contains("special-purpose-address");
        }
    }

    @Test
    void aRequestInAbsoluteFormIsDecidedForEachTarget() throws Exception {
        try (Socket client = http()) {
            client.getOutputStream()
                    .write(ascii("GET http://" + NAME + ":" + port + "/a?q=1 HTTP/1.1\r\nHost: " + NAME + ":" + port
                            + "\r\nProxy-Connection: keep-alive\r\n\r\n"));
            try (Socket accepted = server.accept()) {
                assertThat(head(accepted.getInputStream()))
                        .startsWith("GET /a?q=1 HTTP/1.1\r\n")
                        .doesNotContain("Proxy-");
                accepted.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
                assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200 OK");
                assertThat(client.getInputStream().readNBytes(2)).isEqualTo(ascii("hi"));
                client.getOutputStream()
                        .write(ascii("GET http://denied.example.test/ HTTP/1.1\r\nHost: denied.example.test\r\n\r\n"));
                assertThat(rest(client)).startsWith("HTTP/1.1 403 ").contains("\"reason\":\"not-allowed\"");
            }
        }
    }

    @Test
    void socksCarriesAnyBytesWhereARuleSaysSo() throws Exception {
        allow("tcp://" + NAME + ":" + port);
        try (Socket client = socks()) {
            client.getOutputStream().write(socksRequest(NAME + ":" + port));
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write(ascii("220 ready"));
                assertThat(HexFormat.of().formatHex(client.getInputStream().readNBytes(12)))
                        .isEqualTo("0500" + "05000001000000000000");
                assertThat(client.getInputStream().readNBytes(9)).isEqualTo(ascii("220 ready"));
            }
        }
    }

    @Test
    void aSyntheticAddressIsTheNameThatItWasGivenTo() throws Exception {
        allow("tcp://" + NAME + ":" + port);
        try (Socket client = http()) {
            client.getOutputStream().write(ascii(connect(FlowWorld.SYNTHETIC + ":" + port)));
            try (Socket accepted = server.accept()) {
                assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200 ");
                assertThat(accepted.isConnected()).isTrue();
            }
        }
        assertThat(world.awaitRecord(Event.CONNECTION).name()).isEqualTo(NAME);
    }

    @Test
    void anAddressOfThePoolThatNoNameHasIsUnknownToTheDoorsToo() throws Exception {
        allow("198.18.0.0/15:" + port);
        try (Socket client = http()) {
            client.getOutputStream().write(ascii(connect("198.18.7.7:" + port)));
            assertThat(rest(client)).startsWith("HTTP/1.1 403 ").contains("\"reason\":\"unknown-address\"");
        }
        try (Socket client = socks()) {
            client.getOutputStream().write(socksRequest("198.18.7.7:" + port));
            assertThat(HexFormat.of().formatHex(client.getInputStream().readAllBytes()))
                    .isEqualTo("0500" + "05020001000000000000");
        }
    }

    @Test
    void whatIsNoSocksIsReset() throws Exception {
        try (Socket client = socks()) {
            client.getOutputStream().write(ascii("GET / HTTP/1.1\r\n\r\n"));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo("proxy-malformed");
    }
}
