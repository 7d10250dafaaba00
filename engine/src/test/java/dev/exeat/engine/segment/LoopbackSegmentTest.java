package dev.exeat.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.Libc;
import dev.exeat.linux.NamespaceThread;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.Family;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoopbackSegmentTest {
    private static final int UDP_LITE = 136;

    @BeforeEach
    void ground() {
        Ground.needNamespacesAndTools();
    }

    @Test
    void descriptorsCarryTheAgreedTagsInAStableOrder() {
        try (LoopbackSegment segment = standard()) {
            assertThat(segment.descriptors().keySet())
                    .containsExactly("capture4", "dns-udp4", "dns-tcp4", "capture6", "dns-udp6", "dns-tcp6", "nflog");
        }
    }

    @Test
    void datagramAnswersComeFromTheAddressThatWasAsked() {
        try (LoopbackSegment segment = standard();
                FakeGateway gateway = new FakeGateway(segment)) {
            for (String server : List.of("8.8.8.8", "127.0.0.1", "127.0.0.53", "198.18.0.1", "2001:db8::53", "::1")) {
                assertThat(segment.thread().call(() -> askUnconnected(Addresses.of(server))))
                        .isEqualTo(Addresses.of(server));
            }
            assertThat(gateway.captured("08080808"))
                    .as("a question is not a connection")
                    .isFalse();
        }
    }

    @Test
    @Tag("D-019")
    void loopbackAndOwnAddressesAreTheCommandsOwn() {
        try (LoopbackSegment segment = standard();
                FakeGateway gateway = new FakeGateway(segment)) {
            for (String own : List.of("127.0.0.1", "127.0.1.1", "::1", "198.18.0.1", "fd65:7865:6174::1")) {
                assertThat(segment.thread().call(() -> serveAndConnect(own))).isEqualTo('h');
            }
            assertThat(gateway.captured("7f000101")).isFalse();
        }
    }

    @Test
    @Tag("D-003")
    @Tag("D-014")
    @Tag("D-008")
    void everyOtherAddressIsCapturedWhateverItsBlock() {
        try (LoopbackSegment segment = standard();
                FakeGateway gateway = new FakeGateway(segment)) {
            List<InetSocketAddress> targets = Stream.of(
                            "10.0.0.1",
                            "172.16.0.1",
                            "192.168.1.1",
                            "169.254.1.1",
                            "100.64.0.1",
                            "2606:4700:4700::1111")
                    .flatMap(
                            a -> Stream.of(22, 80, 443, 3306, 6379).map(p -> new InetSocketAddress(Addresses.of(a), p)))
                    .toList();
            ProbeResult result = segment.thread().call(() -> new LiteralProbe("sweep", targets).result());
            assertThat(result.passed()).as(result.toString()).isTrue();
            assertThat(gateway.captured("0a000001")).isTrue();
            assertThat(gateway.captured("a9fe0101")).isTrue();
            assertThat(gateway.captured("26064700470000000000000000001111")).isTrue();
        }
    }

    @Test
    @Tag("D-005")
    void protocolsOtherThanTcpAndUdpReachNobody() {
        try (LoopbackSegment segment = standard()) {
            for (int protocol : List.of(132, 47, 4, 41, 50, UDP_LITE, 2, 33)) {
                assertThat(segment.thread().call(() -> arrives(protocol, "127.0.0.1")))
                        .as("protocol %d within the sandbox", protocol)
                        .isTrue();
                assertThat(segment.thread().call(() -> arrives(protocol, "192.0.2.1")))
                        .as("protocol %d to elsewhere", protocol)
                        .isFalse();
            }
        }
    }

    @Test
    void refusedDatagramIsInThePacketLog() throws InterruptedException {
        try (LoopbackSegment segment = standard()) {
            ProbeResult refused = segment.thread()
                    .call(() -> new DatagramProbe(
                                    "udp", List.of(at("192.0.2.1", 443), at("2001:db8::1", 443)), "who-left?")
                            .result());
            assertThat(refused.passed()).as(refused.toString()).isTrue();
            Thread.sleep(100);
            String logged = drain(segment.descriptors().get("nflog"));
            assertThat(logged.split("who-left\\?", -1)).hasSize(3);
        }
    }

    @Test
    @Tag("D-020")
    void twoSandboxesDoNotSeeEachOther() {
        try (LoopbackSegment first = standard();
                LoopbackSegment second = standard();
                FakeGateway gateway = new FakeGateway(second)) {
            try (Descriptor server = first.thread().call(() -> Sockets.listener(at("198.18.0.1", 8000)))) {
                assertThat(first.thread().call(() -> connects(at("198.18.0.1", 8000))))
                        .isTrue();
                assertThat(second.thread().call(() -> connects(at("198.18.0.1", 8000))))
                        .isFalse();
                assertThat(server.number()).isPositive();
                assertThat(gateway.captured("c6120001")).isFalse();
            }
        }
    }

    @Test
    @Tag("D-040")
    void hostsOwnPacketFilterHasNoPartInIt() {
        try (LoopbackSegment segment = standard();
                FakeGateway gateway = new FakeGateway(segment);
                NamespaceThread elsewhere = NamespaceThread.create("another-host")) {
            // what a firewall reload does to its own namespace is not felt here
            elsewhere.run(() -> Tool.NFT.run("flush ruleset\n", "-f", "-"));
            assertThat(Ground.failed(ProbeBattery.of(segment, FakeGateway.NONCE).runWalls()))
                    .isEmpty();
            assertThat(gateway.captured("01010101")).isTrue();
        }
    }

    @Test
    @Tag("D-011")
    void nothingIsForwardedAndNoRouterIsHeard() {
        try (LoopbackSegment segment = standard()) {
            assertThat(sysctl(segment, "ipv4/ip_forward")).isEqualTo("0");
            assertThat(sysctl(segment, "ipv6/conf/all/forwarding")).isEqualTo("0");
            assertThat(sysctl(segment, "ipv6/conf/lo/accept_ra")).isEqualTo("0");
            assertThat(sysctl(segment, "ipv6/conf/default/accept_ra")).isEqualTo("0");
            assertThat(sysctl(segment, "ipv4/ip_unprivileged_port_start")).isEqualTo("0");
        }
    }

    @Test
    @Tag("E-027")
    void closedSegmentLeavesNoThreadAndNoDescriptor() throws IOException {
        // what the JVM itself opens once and keeps is open after the first round
        openProveAndClose();
        long before = openDescriptors();
        openProveAndClose();
        assertThat(openDescriptors()).isLessThanOrEqualTo(before);
        // the kernel's part of a thread ends a moment after Java's
        await().untilAsserted(() -> assertThat(namespacesOfThreads()).hasSize(1));
    }

    private static void openProveAndClose() {
        LoopbackSegment segment = standard();
        try (FakeGateway gateway = new FakeGateway(segment)) {
            ProbeBattery.of(segment, FakeGateway.NONCE).run();
            assertThat(gateway.captured("01010101")).isTrue();
        }
        segment.close();
        segment.close();
    }

    @Test
    @Tag("E-027")
    void failedSegmentLeavesNothingBehind() throws IOException {
        openProveAndClose();
        long before = openDescriptors();
        try (ServerSocket taken = new ServerSocket(0, 1, Addresses.of("127.0.0.1"))) {
            PublishSpec spec = PublishSpec.parse(taken.getLocalPort() + ":80").orElseThrow();
            assertThatThrownBy(() -> LoopbackSegment.open(
                            LoopbackSegment.Settings.standard().withPublished(List.of(spec))))
                    .isInstanceOf(SegmentException.class)
                    .hasMessage("port 127.0.0.1:" + taken.getLocalPort()
                            + " can't be published: bind: EADDRINUSE (address already in use)")
                    .extracting(e -> ((SegmentException) e).fix())
                    .isEqualTo("publish another port of the host, for example '--publish 18080:8080'");
        }
        assertThat(openDescriptors()).isLessThanOrEqualTo(before);
        // the kernel's part of a thread ends a moment after Java's
        await().untilAsserted(() -> assertThat(namespacesOfThreads()).hasSize(1));
    }

    @Test
    @Tag("D-018")
    void publishedPortListensOnTheHostsLoopbackAndItsTargetIsReachable() throws IOException {
        int free = freePort();
        PublishSpec spec = PublishSpec.parse(free + ":8000").orElseThrow();
        try (LoopbackSegment segment =
                        LoopbackSegment.open(LoopbackSegment.Settings.standard().withPublished(List.of(spec)));
                Descriptor server = segment.thread().call(() -> Sockets.listener(at("127.0.0.1", 8000)));
                Descriptor inside = segment.namespaceSocket(Family.V4)) {
            assertThat(segment.descriptors()).containsKey("publish 127.0.0.1:" + free + " 8000");
            try (Socket client = new Socket("127.0.0.1", free)) {
                assertThat(client.isConnected()).isTrue();
            }
            for (InetAddress other : addressesBesidesLoopback()) {
                assertThat(connects(new InetSocketAddress(other, free)))
                        .as(other.toString())
                        .isFalse();
            }
            Sockets.connect(inside, at("127.0.0.1", 8000));
            assertThat(server.number()).isPositive();
        }
    }

    @Test
    void programThatFailsIsQuotedWithARemedy() {
        assertThatThrownBy(() -> Tool.NFT.run("nonsense\n", "-c", "-f", "-"))
                .isInstanceOf(SegmentException.class)
                .hasMessageStartingWith("'nft' failed with exit status 1: ")
                .hasMessageContaining("syntax error");
    }

    private static LoopbackSegment standard() {
        return LoopbackSegment.open(LoopbackSegment.Settings.standard());
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(Addresses.of(literal), port);
    }

    private static InetAddress askUnconnected(InetAddress server) throws IOException {
        byte[] question = {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 1, 0, 1};
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(1_000);
            socket.send(new DatagramPacket(question, question.length, server, 53));
            DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            return answer.getAddress();
        }
    }

    private static int serveAndConnect(String own) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, Addresses.of(own));
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            accepted.getOutputStream().write('h');
            return client.getInputStream().read();
        }
    }

    private static boolean connects(InetSocketAddress target) {
        try (Socket socket = new Socket()) {
            socket.connect(target, 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a raw packet of this protocol is delivered to a raw socket of the same namespace. */
    private static boolean arrives(int protocol, String to) {
        try (Descriptor receiver = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, protocol);
                Descriptor sender = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_RAW, protocol);
                Arena arena = Arena.ofConfined()) {
            Sockets.connect(sender, at(to, 0));
            MemorySegment data = arena.allocate(40);
            Libc.function("send").attempt(sender.number(), data.address(), 40, 0);
            return Libc.function("recv").attempt(receiver.number(), data.address(), 40, 0) > 0;
        }
    }

    private static String drain(Descriptor log) {
        StringBuilder all = new StringBuilder();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(65_536);
            int got = Libc.function("recv").attempt(log.number(), buffer.address(), 65_536, 0);
            while (got > 0) {
                byte[] bytes = buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE);
                all.append(new String(bytes, StandardCharsets.ISO_8859_1));
                got = Libc.function("recv").attempt(log.number(), buffer.address(), 65_536, 0);
            }
        }
        return all.toString();
    }

    private static String sysctl(Segment segment, String name) {
        Callable<String> read =
                () -> Files.readString(Path.of("/proc/sys/net", name)).strip();
        return segment.thread().call(read);
    }

    private static List<InetAddress> addressesBesidesLoopback() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd ->
                            Descriptors.kind(Integer.parseInt(fd.getFileName().toString())) != Descriptors.Kind.CLOSED)
                    .count();
        }
    }

    private static List<String> namespacesOfThreads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(LoopbackSegmentTest::namespace)
                    .filter(n -> !n.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    private static String namespace(Path task) {
        try {
            return Files.readSymbolicLink(task.resolve("ns/net")).toString();
        } catch (IOException | SystemCallException gone) {
            return "";
        }
    }
}
