package dev.exeat.gateway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Libc;
import dev.exeat.linux.Sockets;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets, opened by system calls and handed over as numbers, as they come from inside a sandbox. */
class DnsServerTest {
    private static final TcpLimits QUICK = new TcpLimits(Duration.ofMillis(300), Duration.ofMillis(900), 3);

    @TempDir
    Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private InetSocketAddress udp;
    private InetSocketAddress tcp;

    @BeforeEach
    void serve() throws IOException {
        FakeUpstream upstream = new FakeUpstream();
        for (int i = 0; i < 200; i++) {
            upstream.says("h" + i + ".allowed.example A", FakeUpstream.addresses(List.of(), "192.0.2.1"));
        }
        upstream.says("allowed.example A", FakeUpstream.addresses(List.of(), "192.0.2.1"));
        serve(upstream, "one");
    }

    private DnsServer serve(Upstream upstream, String name) throws IOException {
        SyntheticAddresses addresses = SyntheticAddresses.open(directory.resolve(name + ".tsv"), AddressPool.WHOLE);
        Policy policy = Policy.of(Profile.STRICT, List.of(".allowed.example"), List.of(), List.of(), List.of())
                .orElseThrow();
        NameService names = new NameService(
                () -> policy,
                () -> true,
                upstream,
                addresses,
                (host, type, decision) -> "d1",
                new QuestionLimits(10_000, 10_000, 10_000),
                System::nanoTime);
        int datagrams = socket(Sockets.SOCK_DGRAM);
        int streams = socket(Sockets.SOCK_STREAM);
        Libc.function("listen").call(streams, 50);
        udp = loopback(port(datagrams));
        tcp = loopback(port(streams));
        DnsServer server = DnsServer.open(loops.next(), names, List.of(datagrams), List.of(streams), QUICK);
        opened.add(server);
        opened.add(addresses);
        return server;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    private static int socket(int type) {
        Descriptor descriptor = Sockets.socket(Sockets.AF_INET, type, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(16);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) Sockets.AF_INET);
            address.asSlice(4).copyFrom(MemorySegment.ofArray(new byte[] {127, 0, 0, 1}));
            Libc.function("bind").call(descriptor.number(), address.address(), 16);
        }
        return descriptor.release();
    }

    private static int port(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(16);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, 16);
            Libc.function("getsockname").call(descriptor, address.address(), size.address());
            return (address.get(ValueLayout.JAVA_BYTE, 2) & 0xff) << 8 | address.get(ValueLayout.JAVA_BYTE, 3) & 0xff;
        }
    }

    private static byte[] framed(byte[] message) {
        return Messages.join(Messages.hex("%04x".formatted(message.length)), message);
    }

    private static Messages.Decoded read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return Messages.decode(in.readNBytes(in.readUnsignedShort()));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(tcp.getAddress(), tcp.getPort());
        socket.setSoTimeout(5_000);
        opened.add(socket);
        return socket;
    }

    private static boolean closed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private Messages.Decoded overUdp(InetSocketAddress server, byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return exchange(socket, server, query);
        }
    }

    private static Messages.Decoded exchange(DatagramSocket socket, InetSocketAddress server, byte[] query)
            throws IOException {
        socket.setSoTimeout(5_000);
        socket.send(new DatagramPacket(query, query.length, server));
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        socket.receive(packet);
        assertThat(packet.getSocketAddress()).isEqualTo(server);
        return Messages.decode(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    @Test
    void bothTransportsAnswerOnTheSocketsThatWereHandedOver() throws IOException {
        assertThat(overUdp(udp, Messages.query(7, "allowed.example", 1)).answers())
                .containsExactly("1 30 c6120100");
        Socket socket = connect();
        socket.getOutputStream().write(framed(Messages.query(8, "allowed.example", 1)));
        assertThat(read(socket).answers()).containsExactly("1 30 c6120100");
    }

    @Test
    @Tag("B-024")
    void messagesOfOneSegmentAreJudgedEachOnItsOwn() throws IOException {
        Socket socket = connect();
        socket.getOutputStream()
                .write(Messages.join(
                        framed(Messages.query(1, "allowed.example", 1)),
                        framed(Messages.query(2, "denied.example", 1)),
                        framed(Messages.query(3, "h3.allowed.example", 1))));
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Messages.Decoded answer = read(socket);
            answers.add(answer.id() + " " + answer.code());
        }
        assertThat(answers).containsExactlyInAnyOrder("1 0", "2 3", "3 0");
    }

    @ParameterizedTest
    @Tag("B-025")
    @ValueSource(
            strings = {"0000", "0001 00", "000b 0000000000000000000000", "ffff 0000000000000000000000000000000000000000"
            })
    void aFrameOfAnImpossibleLengthClosesTheConnectionAtOnce(String bytes) throws IOException {
        Socket socket = connect();
        long start = System.nanoTime();
        socket.getOutputStream().write(Messages.hex(bytes));
        assertThat(closed(socket)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(QUICK.message());
    }

    @Test
    @Tag("B-025")
    void aMessageThatTricklesInIsCutOffAtItsDeadline() throws Exception {
        Socket socket = connect();
        byte[] frame = framed(Messages.query(1, "allowed.example", 1));
        long start = System.nanoTime();
        CompletableFuture<Void> trickle = CompletableFuture.runAsync(() -> {
            try {
                for (byte octet : frame) {
                    socket.getOutputStream().write(octet);
                    Thread.sleep(60);
                }
            } catch (IOException | InterruptedException cutOff) {
                // what the test is about
            }
        });
        assertThat(closed(socket)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(QUICK.message(), Duration.ofSeconds(3));
        socket.close();
        trickle.get(5, TimeUnit.SECONDS);
    }

    @Test
    @Tag("B-025")
    void anIdleConnectionIsClosed() throws IOException {
        long start = System.nanoTime();
        assertThat(closed(connect())).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(QUICK.idle().minusMillis(50), Duration.ofSeconds(4));
    }

    @Test
    @Tag("B-025")
    void connectionsAboveTheLimitAreClosedAndLaterOnesServed() throws Exception {
        List<Socket> three = List.of(connect(), connect(), connect());
        for (Socket socket : three) {
            socket.getOutputStream().write(framed(Messages.query(1, "allowed.example", 1)));
            read(socket);
        }
        assertThat(closed(connect())).isTrue();
        three.getFirst().close();
        Thread.sleep(100);
        Socket later = connect();
        later.getOutputStream().write(framed(Messages.query(1, "allowed.example", 1)));
        assertThat(read(later).answers()).hasSize(1);
    }

    @Test
    void aClientThatEndsItsSideStillGetsItsAnswer() throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(framed(Messages.query(1, "allowed.example", 1)));
        socket.shutdownOutput();
        assertThat(read(socket).answers()).hasSize(1);
        assertThat(closed(socket)).isTrue();
    }

    @Test
    @Tag("B-027")
    void rubbishGetsNoAnswerOrAFormatErrorAndTheNextQueryIsServed() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int octets : new int[] {0, 1, 11}) {
                socket.send(new DatagramPacket(new byte[octets], octets, udp));
            }
            byte[] large = Messages.join(Messages.query(3, "allowed.example", 1), new byte[9_000]);
            assertThat(exchange(socket, udp, large).code()).isEqualTo(1);
            assertThat(exchange(socket, udp, Messages.query(4, "allowed.example", 1))
                            .answers())
                    .hasSize(1);
        }
    }

    @Test
    @Tag("B-078")
    void twoSandboxesWithTheSameIdAndPortGetTheirOwnAnswers() throws IOException {
        InetSocketAddress first = udp;
        FakeUpstream other = new FakeUpstream();
        serve(other, "two");
        InetSocketAddress second = udp;
        byte[] query = Messages.query(7, "allowed.example", 1);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 50; i++) {
                assertThat(exchange(socket, first, query).answers()).hasSize(1);
                assertThat(exchange(socket, second, query).code()).isEqualTo(3);
            }
        }
        assertThat(other.asked).hasSize(50);
    }

    @Test
    @Tag("B-078")
    void manyClientsAtOnceGetTheAnswersToTheirOwnQuestions() throws Exception {
        List<CompletableFuture<List<String>>> clients = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            int client = c;
            clients.add(CompletableFuture.supplyAsync(() -> askFifty(client)));
        }
        List<String> all = new ArrayList<>();
        for (CompletableFuture<List<String>> client : clients) {
            all.addAll(client.get(20, TimeUnit.SECONDS));
        }
        assertThat(all).hasSize(200).doesNotHaveDuplicates();
    }

    private List<String> askFifty(int client) {
        List<String> answers = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                String name = "h" + (client * 50 + i) + ".allowed.example";
                Messages.Decoded answer = overUdp(udp, Messages.query(7, name, 1));
                assertThat(answer.question()).startsWith(name + " ");
                answers.addAll(answer.answers());
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
        return answers;
    }

    @Test
    void aClosedServerServesNobody() throws Exception {
        ((DnsServer) opened.getFirst()).close();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(udp);
            socket.setSoTimeout(500);
            socket.send(new DatagramPacket(new byte[12], 12));
            assertThat(receives(socket)).isFalse();
        }
    }

    private static boolean receives(DatagramSocket socket) {
        try {
            socket.receive(new DatagramPacket(new byte[100], 100));
            return true;
        } catch (IOException nothing) {
            return false;
        }
    }
}
