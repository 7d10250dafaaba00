package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import dev.exeat.policy.ReservedNames;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time, or more than their share. */
@Timeout(60)
@SuppressWarnings("try") // closing early is what is tested
class SlowClientTest {
    private static final String NAME = FlowWorld.NAME.ascii();
    private static final int BODY = 48 << 20;

    @TempDir
    Path directory;

    private ServerSocket server;
    private FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        server = FlowWorld.server();
        server.setSoTimeout(5000);
        world = world("first", Duration.ofMillis(900));
    }

    private FlowWorld world(String sandbox, Duration whole) throws Exception {
        FlowWorld made = new FlowWorld(Files.createDirectory(directory.resolve(sandbox)), server.getLocalPort());
        made.policy = Policy.of(
                        Profile.STRICT, List.of(NAME + ":" + server.getLocalPort()), List.of(), List.of(), List.of())
                .orElseThrow();
        made.screen = (flow, addresses) -> made.policy.decide(flow);
        made.times = new Opening.Times(Duration.ofMillis(500), whole);
        return made;
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        server.close();
    }

    @Test
    @Tag("C-020")
    void aHelloThatTricklesInEndsAtTheTotalDeadlineAndNobodyIsDialled() throws Exception {
        byte[] hello = BindingTest.hello(NAME);
        try (Socket client = world.connect()) {
            client.setTcpNoDelay(true);
            long start = System.nanoTime();
            Thread.ofVirtual().start(() -> trickle(client, hello));
            // fatal access_denied
            assertThat(client.getInputStream().readAllBytes()).containsExactly(0x15, 3, 3, 0, 2, 2, 49);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(850), Duration.ofMillis(4000));
        }
        assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo("content-late");
        server.setSoTimeout(150);
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }

    /** One byte at a time, each well before a timer of idleness would end it. */
    private static void trickle(Socket to, byte[] bytes) {
        try {
            for (byte octet : bytes) {
                to.getOutputStream().write(octet);
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException ended) {
            // as it should be
        }
    }

    @Test
    @Tag("C-077")
    void slowHeadsTakeOnlyThePlacesOfTheirSandboxAndOnlyForAWhile() throws Exception {
        List<Socket> slow = new ArrayList<>();
        FlowWorld other = world("other", Duration.ofSeconds(15));
        try {
            for (int i = 0; i < 4; i++) {
                slow.add(door());
                slow.getLast().getOutputStream().write(ascii("GET http://" + NAME + "/ HTTP/1.1\r\nX-" + i));
            }
            Awaitility.await().until(() -> world.live.size() == 4);
            try (Socket fifth = door()) {
                assertThatThrownBy(() -> fifth.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            assertThat(world.awaitRecord(Event.CONNECTION).reason()).isEqualTo("connection-limit");
            byte[] hello = BindingTest.hello(NAME);
            try (Socket client = other.connect()) {
                client.getOutputStream().write(hello);
                try (Socket accepted = server.accept()) {
                    assertThat(accepted.getInputStream().readNBytes(hello.length))
                            .isEqualTo(hello);
                }
            }
            for (Socket one : slow) {
                one.setSoTimeout(15_000);
                assertThat(new String(one.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 408 ");
            }
            Awaitility.await().until(() -> world.live.size() == 0);
        } finally {
            for (Socket one : slow) {
                one.close();
            }
            other.close();
        }
    }

    private Socket door() throws Exception {
        world.destination = new OriginalDestination(FlowWorld.DOOR, ReservedNames.HTTP_DOOR);
        return world.connect();
    }

    private byte[] post(long octets) {
        return ascii("POST /v1 HTTP/1.1\r\nHost: " + NAME + ":" + server.getLocalPort() + "\r\nContent-Length: "
                + octets + "\r\n\r\n");
    }

    @Test
    void aBodyThatNobodyTakesHoldsBackItsSenderAndLittleMemory() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Socket client = world.connect()) {
            client.getOutputStream().write(post(1_000_000_000));
            try (Socket accepted = server.accept()) {
                Thread.ofPlatform().daemon().start(() -> writeForEver(client, written));
                awaitStandstill(written);
                assertThat(accepted.isConnected()).isTrue();
                assertThat(world.memory.budget().held()).isBetween(1L, 6L << 20);
            }
        }
    }

    @Test
    @Tag("C-078")
    void anAnswerThatNobodyReadsHoldsBackItsServerAndLittleMemory() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Socket client = world.connect()) {
            client.getOutputStream().write(post(0));
            try (Socket accepted = server.accept()) {
                accepted.getInputStream().read();
                accepted.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"));
                Thread.ofPlatform().daemon().start(() -> writeForEver(accepted, written));
                awaitStandstill(written);
                assertThat(client.isConnected()).isTrue();
                assertThat(world.memory.budget().held()).isBetween(1L, 6L << 20);
            }
        }
    }

    private static void awaitStandstill(AtomicLong written) throws InterruptedException {
        long before = -1;
        while (written.get() != before || before == 0) {
            before = written.get();
            Thread.sleep(400);
        }
        assertThat(before).isLessThan(64L << 20);
    }

    private static void writeForEver(Socket to, AtomicLong written) {
        byte[] block = new byte[64 * 1024];
        try {
            while (true) {
                to.getOutputStream().write(block);
                written.addAndGet(block.length);
            }
        } catch (IOException ended) {
            // the end of the test
        }
    }

    @Test
    @Tag("C-102")
    void whatIsPostedToAnAllowedHostIsCountedInTheJournal() throws Exception {
        try (Socket client = world.connect()) {
            client.getOutputStream().write(post(BODY));
            try (Socket accepted = server.accept()) {
                Thread sending = Thread.ofPlatform().start(() -> send(client));
                long read = 0;
                byte[] block = new byte[256 * 1024];
                while (read < BODY) {
                    read += Math.max(0, accepted.getInputStream().read(block));
                }
                sending.join();
                accepted.getOutputStream()
                        .write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
                accepted.close();
                client.getInputStream().readAllBytes();
            }
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.name()).isEqualTo(NAME);
        assertThat(closed.bytesOut()).isBetween((long) BODY, BODY + 500L);
    }

    private static void send(Socket to) {
        byte[] block = new byte[1 << 20];
        try {
            for (int sent = 0; sent < BODY; sent += block.length) {
                to.getOutputStream().write(block);
            }
        } catch (IOException seenByTheReader) {
            // the reader gets too little
        }
    }
}
