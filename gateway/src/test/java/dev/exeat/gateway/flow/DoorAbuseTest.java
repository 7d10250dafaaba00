package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import dev.exeat.policy.ReservedNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
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
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of a door tries in order to come out elsewhere. */
@Timeout(60)
class DoorAbuseTest {
    private static final String NAME = FlowWorld.NAME.ascii();
    private static final String REFUSED_BY_SOCKS = "0500" + "05020001000000000000";

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
        allow(NAME + ":" + port, NAME + ":443");
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

    private Socket door(int at) throws Exception {
        world.destination = new OriginalDestination(FlowWorld.DOOR, at);
        return world.connect();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List.of(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] connect(String authority) {
        return ascii("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
    }

    private static byte[] socks(String host, int port) {
        return join(hex("050100 05010003 %02x".formatted(host.length())), ascii(host), hex("%04x".formatted(port)));
    }

    private static String rest(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** What a door says to these bytes until it ends the connection. */
    private String http(byte[] bytes) throws Exception {
        try (Socket client = door(ReservedNames.HTTP_DOOR)) {
            client.getOutputStream().write(bytes);
            return rest(client);
        }
    }

    private String socks(byte[] bytes) throws Exception {
        try (Socket client = door(ReservedNames.SOCKS_DOOR)) {
            client.getOutputStream().write(bytes);
            return HexFormat.of().formatHex(rest(client).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private AuditRecord denial() throws Exception {
        Awaitility.await().until(() -> world.records().stream().anyMatch(r -> "deny".equals(r.verdict())));
        return world.records().stream()
                .filter(r -> "deny".equals(r.verdict()))
                .findFirst()
                .orElseThrow();
    }

    private void assertNothingLeft() throws Exception {
        assertNobodyCame(server);
    }

    private static void assertNobodyCame(ServerSocket at) throws Exception {
        at.setSoTimeout(150);
        assertThatThrownBy(at::accept).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    @Tag("C-002")
    void aLiteralAddressIsRefusedWhateverTheServerName() throws Exception {
        assertThat(http(join(connect("203.0.113.9:443"), BindingTest.hello(NAME))))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"reason\":\"literal-address\"");
        AuditRecord denied = denial();
        assertThat(denied.reason()).isEqualTo("literal-address");
        assertThat(denied.address()).isEqualTo("203.0.113.9");
        assertThat(world.records()).noneMatch(r -> "allow".equals(r.verdict()));
    }

    @Test
    @Tag("C-002")
    void aLiteralAddressThatARuleAllowsBindsTheServerNameToTheOtherRules() throws Exception {
        allow("203.0.113.9:443", NAME + ":443");
        assertThat(http(join(connect("203.0.113.9:443"), BindingTest.hello("other.example.test"))))
                .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n\u0015\u0003\u0003\0\u0002\u0002p");
        assertThat(denial().reason()).isEqualTo("sni-mismatch");
        assertThat(world.records()).noneMatch(r -> "allow".equals(r.verdict()));
    }

    @Test
    @Tag("C-008")
    void tlsAfterAPlainRequestOnTheSameConnectionIsClosedAndDoesNotLeave() throws Exception {
        String host = NAME + ":" + port;
        try (Socket client = world.connect()) {
            client.getOutputStream().write(ascii("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout(5000);
                accepted.getInputStream().readNBytes(16);
                accepted.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
                client.getInputStream().readNBytes(40);
                client.getOutputStream().write(BindingTest.hello(NAME));
                assertThat(rest(client)).startsWith("HTTP/1.1 400 ").contains("\"reason\":\"http-malformed\"");
                assertThat(rest(accepted)).endsWith("\r\n\r\n").doesNotContain("\u0016");
            }
        }
        assertThat(denial().reason()).isEqualTo("http-malformed");
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-025")
    @CsvSource({
        "an SSH banner, 5353482d322e302d780d0a, not-tls, ''",
        "SMTP, 45484c4f20780d0a, http-malformed, HTTP/1.1 400",
        "HTTP, 474554202f20485454502f312e310d0a486f73743a206170692e6578616d706c652e746573740d0a0d0a, not-tls, HTTP/1.1 403",
        "a TLS record of noise, 1603010008 8f3a5511c2d90777, tls-malformed, 15030300020232",
        "noise, 03aa17fe0192d5c4, not-tls, ''"
    })
    void whatIsNoTlsInATunnelToTheWebsPortIsRefused(String ignored, String bytes, String reason, String said)
            throws Exception {
        try (Socket client = door(ReservedNames.HTTP_DOOR)) {
            client.getOutputStream().write(join(connect(NAME + ":443"), hex(bytes)));
            assertThat(established(client)).isTrue();
            if (said.isEmpty()) {
                assertThatThrownBy(() -> rest(client)).isInstanceOf(SocketException.class);
            } else {
                String words = rest(client);
                assertThat(words.startsWith(said)
                                || HexFormat.of().formatHex(ascii(words)).equals(said))
                        .as(words)
                        .isTrue();
            }
        }
        assertThat(denial().reason()).isEqualTo(reason);
        assertThat(denial().name()).isEqualTo(NAME);
        assertThat(world.records()).noneMatch(r -> r.event() == Event.CONNECTION && "allow".equals(r.verdict()));
    }

    private static boolean established(Socket client) throws IOException {
        byte[] answer = ascii("HTTP/1.1 200 Connection established\r\n\r\n");
        return new String(client.getInputStream().readNBytes(answer.length), StandardCharsets.US_ASCII)
                .equals(new String(answer, StandardCharsets.US_ASCII));
    }

    @Test
    @Tag("C-026")
    void aSilentClientOfATunnelIsResetAtItsDeadlineAndNobodyIsDialled() throws Exception {
        world.times = new Opening.Times(Duration.ofMillis(300), Duration.ofMillis(900));
        try (Socket client = door(ReservedNames.HTTP_DOOR)) {
            client.getOutputStream().write(connect(NAME + ":" + port));
            assertThat(established(client)).isTrue();
            assertThatThrownBy(() -> rest(client)).isInstanceOf(SocketException.class);
        }
        assertThat(denial().reason()).isEqualTo("content-late");
        assertNothingLeft();
    }

    @ParameterizedTest
    @Tag("C-033")
    @CsvSource({
        "CONNECT proxy.exeat.internal:3128, special-name",
        "CONNECT proxy.exeat.internal:1080, special-name",
        "CONNECT 198.18.1.8:3128, special-name",
        "CONNECT 127.0.0.1:3128, floor-address",
        "CONNECT [::1]:3128, floor-address",
        "GET http://proxy.exeat.internal:3128/, special-name",
        "GET http://127.0.0.1:3128/, floor-address"
    })
    void theDoorDoesNotLeadToItself(String request, String reason) throws Exception {
        String target = request.substring(request.indexOf(' ') + 1);
        String authority = target.replace("http://", "").replace("/", "");
        long before = openFiles();
        for (int i = 0; i < 8; i++) {
            assertThat(http(ascii(request + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n")))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("\"reason\":\"" + reason + "\"");
        }
        Awaitility.await().until(() -> world.live.size() == 0);
        // each connection of this world has a listener of its own, and nothing else stays
        Awaitility.await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(before + 8 + 4));
        assertThat(world.asked).isEmpty();
    }

    private static long openFiles() {
        String[] open = new java.io.File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    @ParameterizedTest
    @Tag("C-034")
    @CsvSource({
        "127.0.0.1, floor-address",
        "0.0.0.0, floor-address",
        "[::1], floor-address",
        "[::], floor-address",
        "[::ffff:127.0.0.1], floor-address",
        "127.1.2.3, floor-address",
        "localhost, not-allowed"
    })
    void noServiceOfTheHostIsReachedByItsAddress(String host, String reason) throws Exception {
        try (ServerSocket admin = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            // a rule that names it opens nothing
            allow(NAME + ":" + admin.getLocalPort());
            String authority = host + ":" + admin.getLocalPort();
            assertThat(http(connect(authority))).startsWith("HTTP/1.1 403 ").contains("\"reason\":\"" + reason + "\"");
            assertThat(http(ascii(
                            "GET http://" + authority + "/approvals HTTP/1.1\r\nHost: " + authority + "\r\n\r\n")))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("\"reason\":\"" + reason + "\"");
            assertNobodyCame(admin);
        }
    }

    @ParameterizedTest
    @Tag("C-034")
    @CsvSource({"127.0.0.1", "0.0.0.0", "127.255.255.254"})
    void noServiceOfTheHostIsReachedByANameForItsAddress(String address) throws Exception {
        try (ServerSocket admin = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            allow(NAME + ":" + admin.getLocalPort());
            world.resolution = CompletableFuture.completedFuture(FlowWorld.resolved(address));
            world.screen =
                    (flow, addresses) -> world.policy.screen(flow, world.policy.decide(flow), addresses, own -> false);
            assertThat(http(connect(NAME + ":" + admin.getLocalPort())))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("\"reason\":\"floor-address\"");
            assertThat(socks(socks(NAME, admin.getLocalPort()))).isEqualTo(REFUSED_BY_SOCKS);
            assertNobodyCame(admin);
        }
    }

    @Test
    void aTunnelToTheSshPortIsDeniedUnlessARuleSaysSo() throws Exception {
        assertThat(http(connect(NAME + ":22")))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"reason\":\"port-not-allowed\"")
                .contains("\"host\":\"" + NAME + "\",\"port\":22");
        assertThat(denial().port()).isEqualTo(22);
        assertThat(socks(socks(NAME, 22))).isEqualTo(REFUSED_BY_SOCKS);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-092")
    @CsvSource({"BIND, 02", "UDP ASSOCIATE, 03"})
    void onlyTheConnectOfSocksIsCarried(String ignored, String command) throws Exception {
        assertThat(socks(hex("050100 05" + command + "0001 cb007109 01bb"))).isEqualTo("0500" + "05070001000000000000");
        assertThat(denial().reason()).isEqualTo("command-not-allowed");
        assertNothingLeft();
    }

    @ParameterizedTest(name = "{0}")
    @Tag("C-093")
    @CsvSource({
        "no method, 0500, 05ff",
        "only GSSAPI, 050101, 05ff",
        "SOCKS 4, 040101bbcb00710900, ''",
        "version 6, 060100, ''",
        "HTTP, 474554202f20485454502f312e310d0a0d0a, ''",
        "TLS, 160301, ''"
    })
    void whatIsNoGreetingOfSocksIsAnsweredAndClosed(String ignored, String bytes, String said) throws Exception {
        if (said.isEmpty()) {
            assertThatThrownBy(() -> socks(hex(bytes))).isInstanceOf(SocketException.class);
        } else {
            assertThat(socks(hex(bytes))).isEqualTo(said);
        }
        assertThat(denial().reason()).isEqualTo("proxy-malformed");
    }

    @Test
    @Tag("C-093")
    void ofTwoHundredAndFiftyFiveMethodsOneIsChosen() throws Exception {
        try (Socket client = door(ReservedNames.SOCKS_DOOR)) {
            client.getOutputStream().write(join(hex("05ff"), new byte[255]));
            assertThat(client.getInputStream().readNBytes(2)).isEqualTo(hex("0500"));
        }
    }

    @Test
    @Tag("C-094")
    void greetingRequestAndHelloInOneSegmentLoseNothing() throws Exception {
        byte[] hello = BindingTest.hello(NAME);
        try (Socket client = door(ReservedNames.SOCKS_DOOR)) {
            client.getOutputStream().write(join(socks(NAME, port), hello));
            client.shutdownOutput();
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(hello);
            }
        }
        assertThat(world.awaitRecord(Event.CONNECTION).protocol()).isEqualTo("tls");
    }

    @Test
    @Tag("C-094")
    void greetingRequestAndAnotherHelloInOneSegmentReachNobody() throws Exception {
        assertThat(socks(join(socks(NAME, port), BindingTest.hello("other.example.test"))))
                .isEqualTo("0500" + "05000001000000000000" + "15030300020270");
        assertThat(denial().reason()).isEqualTo("sni-mismatch");
        assertNothingLeft();
    }

    @Test
    @Tag("C-095")
    void aLoginOfAnotherVersionIsRefusedAndOneAtItsLongestIsTaken() throws Exception {
        assertThat(socks(hex("050102 05 0161 0162"))).isEqualTo("0502" + "0101");
        assertThat(denial().reason()).isEqualTo("proxy-malformed");
        byte[] longest = join(hex("050102 01ff"), new byte[255], hex("ff"), new byte[255]);
        byte[] request = socks("denied.example.test", 443);
        byte[] afterGreeting = java.util.Arrays.copyOfRange(request, 3, request.length);
        assertThat(socks(join(longest, afterGreeting))).isEqualTo("0502" + "0100" + "05020001000000000000");
    }

    @Test
    @Tag("C-096")
    void socksLooksIntoTheBytesAsConnectDoes() throws Exception {
        try (Socket client = door(ReservedNames.SOCKS_DOOR)) {
            client.getOutputStream().write(join(socks(NAME, 443), ascii("SSH-2.0-x\r\n")));
            assertThat(client.getInputStream().readNBytes(12)).isEqualTo(hex("0500 05000001000000000000"));
            assertThatThrownBy(() -> rest(client)).isInstanceOf(SocketException.class);
        }
        assertThat(denial().reason()).isEqualTo("not-tls");
        assertThat(socks(join(socks(NAME, 443), BindingTest.hello("other.example.test"))))
                .endsWith("15030300020270");
        Awaitility.await()
                .untilAsserted(() -> assertThat(world.records())
                        .filteredOn(r -> "deny".equals(r.verdict()))
                        .extracting(AuditRecord::reason)
                        .containsExactly("not-tls", "sni-mismatch"));
        assertThat(world.records()).noneMatch(r -> "allow".equals(r.verdict()));
    }
}
