package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.dns.Resolution;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CaptureTest {
    @TempDir
    Path directory;

    private ServerSocket server;
    private FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        server = FlowWorld.server();
        server.setSoTimeout(200);
        world = new FlowWorld(directory, server.getLocalPort());
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        server.close();
    }

    /** The connection is reset, in time, and nobody was dialled. */
    private void refused() throws Exception {
        try (Socket client = world.connect()) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
        assertThatThrownBy(() -> server.accept()).isInstanceOf(SocketTimeoutException.class);
    }

    private AuditRecord denial() throws Exception {
        AuditRecord record = world.awaitRecord(Event.CONNECTION);
        assertThat(record.verdict()).isEqualTo("deny");
        return record;
    }

    @Test
    void aDeniedNameIsResetAndNeverLookedUp() throws Exception {
        world.decision = Decision.deny(DenyReason.NOT_ALLOWED);
        refused();
        assertThat(denial().reason()).isEqualTo("not-allowed");
        assertThat(denial().name()).isEqualTo("api.example.test");
        assertThat(denial().port()).isEqualTo(server.getLocalPort());
        assertThat(world.asked).isEmpty();
        assertThat(world.tally.mostDenied(5))
                .containsExactly(new Tally.Denial("api.example.test", server.getLocalPort(), "not-allowed", 1));
    }

    @Test
    void aConnectionToTheListenerItselfIsReset() throws Exception {
        world.destination = null;
        refused();
        assertThat(denial().reason()).isEqualTo("listener-address");
    }

    @Test
    void withoutARedirectionTheKernelNamesNoDestination() throws Exception {
        try (var listener = dev.exeat.linux.Sockets.listener(new java.net.InetSocketAddress("127.0.0.1", 0));
                CaptureServer real = CaptureServer.open(
                        world.loops,
                        world.capture(),
                        List.of(dev.exeat.linux.Descriptors.duplicate(listener.number(), 0)
                                .release()));
                Socket client = new Socket(
                        "127.0.0.1",
                        dev.exeat.linux.Sockets.localAddress(listener).getPort())) {
            assertThat(real).isNotNull();
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        assertThat(denial().reason()).isEqualTo("listener-address");
    }

    @Test
    void anAddressOfThePoolWithoutANameIsReset() throws Exception {
        world.destination = new OriginalDestination(FlowWorld.address("198.18.7.7"), server.getLocalPort());
        refused();
        assertThat(denial().reason()).isEqualTo("unknown-address");
        assertThat(denial().address()).isEqualTo("198.18.7.7");
    }

    @Test
    void aRefusedSetOfAddressesIsNotDialled() throws Exception {
        List<List<IpAddress>> screened = new CopyOnWriteArrayList<>();
        world.resolution = CompletableFuture.completedFuture(FlowWorld.resolved("127.0.0.2", "10.0.0.1"));
        world.screen = (flow, addresses) -> {
            screened.add(addresses);
            return Decision.deny(DenyReason.MIXED_ADDRESSES);
        };
        refused();
        assertThat(screened).containsExactly(List.of(FlowWorld.address("127.0.0.2"), FlowWorld.address("10.0.0.1")));
        assertThat(denial().reason()).isEqualTo("mixed-addresses");
        assertThat(denial().address()).isEqualTo("127.0.0.2 10.0.0.1");
    }

    @Test
    void aDeniedAliasOnTheWayIsNotDialled() throws Exception {
        world.resolution = CompletableFuture.completedFuture(new Resolution.Addresses(
                List.of(FlowWorld.address("127.0.0.2")),
                List.of(new HostName("tracker.example.test")),
                Duration.ofSeconds(1)));
        world.aliasDecision = Decision.deny(DenyReason.ALIAS_DENIED);
        refused();
        assertThat(denial().reason()).isEqualTo("alias-denied");
        assertThat(denial().detail()).isEqualTo("alias 'tracker.example.test'");
    }

    @Test
    @Tag("E-022")
    void anUpstreamResolverThatFailsIsADenial() throws Exception {
        world.resolution = CompletableFuture.completedFuture(
                new Resolution.Failed(Resolution.Failure.UNREACHABLE, "no answer in time"));
        refused();
        assertThat(denial().reason()).isEqualTo("upstream-failed");
    }

    @Test
    @Tag("D-016")
    void aServiceOfTheHostIsNotReachedThroughAnAddressOfItsOwnWhateverTheScreenSays() throws Exception {
        try (ServerSocket host = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            host.setSoTimeout(300);
            world.destination = new OriginalDestination(FlowWorld.SYNTHETIC, host.getLocalPort());
            world.resolution = CompletableFuture.completedFuture(FlowWorld.resolved("127.0.0.1"));
            try (Socket client = world.connect()) {
                assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
            }
            AuditRecord closed = world.awaitRecord(Event.CLOSED);
            assertThat(closed.reason()).isEqualTo("connect-failed");
            assertThat(closed.detail()).isEqualTo("127.0.0.1: is an address of this host");
            try (Socket accepted = host.accept()) {
                assertThat(accepted.getInputStream().readAllBytes()).isEmpty();
            }
        }
    }

    @Test
    @Tag("E-023")
    void aServerThatRefusesIsAResetAndARecordAndFreesItsPlace() throws Exception {
        server.close();
        try (Socket client = world.connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        AuditRecord closed = world.awaitRecord(Event.CLOSED);
        assertThat(closed.ended()).isEqualTo("connect-failed");
        assertThat(closed.detail()).contains("127.0.0.2").contains("refused");
        org.awaitility.Awaitility.await().until(() -> world.live.size() == 0);
    }

    @Test
    @Tag("E-023")
    void anAddressThatDoesNotAnswerDelaysTheOthersByAQuarterOfASecond() throws Exception {
        try (ServerSocket deaf = new ServerSocket(server.getLocalPort(), 1, InetAddress.ofLiteral("127.0.0.3"));
                Socket one = new Socket(deaf.getInetAddress(), deaf.getLocalPort());
                Socket two = new Socket(deaf.getInetAddress(), deaf.getLocalPort())) {
            assertThat(one.isConnected() && two.isConnected()).isTrue();
            world.resolution = CompletableFuture.completedFuture(FlowWorld.resolved("127.0.0.3", "127.0.0.2"));
            server.setSoTimeout(5000);
            long start = System.nanoTime();
            try (Socket client = world.connect();
                    Socket accepted = server.accept()) {
                accepted.getOutputStream().write(7);
                assertThat(client.getInputStream().read()).isEqualTo(7);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(240), Duration.ofMillis(1500));
        }
    }

    @Test
    @Tag("E-009")
    void withoutAJournalNothingIsDialled() throws Exception {
        Files.delete(world.file);
        try (Socket client = world.connect()) {
            assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
        }
        assertThatThrownBy(() -> server.accept()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void withoutTheHeartbeatNothingIsDialled() throws Exception {
        world.guarded = false;
        refused();
        assertThat(denial().reason()).isEqualTo("no-heartbeat");
    }

    @Test
    @Tag("F-002")
    void moreConnectionsThanTheLimitAreReset() throws Exception {
        world.live = new LiveConnections(1);
        server.setSoTimeout(5000);
        try (Socket first = world.connect();
                Socket accepted = server.accept()) {
            server.setSoTimeout(200);
            try (Socket second = world.connectAgain()) {
                assertThatThrownBy(() -> second.getInputStream().read()).hasMessageContaining("reset");
            }
            accepted.getOutputStream().write(1);
            assertThat(first.getInputStream().read()).isEqualTo(1);
        }
        assertThat(world.records()).anyMatch(r -> r.reason().equals("connection-limit"));
    }

    @Test
    void theProbeIsAnsweredByTheGatewayItself() throws Exception {
        world.destination = new OriginalDestination(FlowWorld.address("198.18.1.9"), 7);
        try (Socket client = world.connect()) {
            assertThat(new String(client.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("exeat 5eed\n");
        }
        assertThat(world.asked).isEmpty();
    }

    @Test
    void theRealPolicyRefusesLoopbackForAnAllowedName() {
        Policy policy = Policy.of(Profile.PERMISSIVE, List.of(), List.of(), List.of("api.example.test"), List.of())
                .orElseThrow();
        FlowJudge judge = FlowJudge.of(() -> policy, address -> false);
        var flow = dev.exeat.policy.Flow.to(FlowWorld.NAME, 443);
        assertThat(judge.screen(flow, judge.decide(flow), List.of(FlowWorld.address("127.0.0.2")))
                        .reason())
                .isEqualTo(DenyReason.FLOOR_ADDRESS);
    }

    @Test
    void familiesTakeTurnsAndEightAddressesAreEnough() {
        List<IpAddress> many = List.of(
                        "192.0.2.1",
                        "192.0.2.2",
                        "192.0.2.3",
                        "192.0.2.4",
                        "192.0.2.5",
                        "192.0.2.6",
                        "192.0.2.7",
                        "192.0.2.8",
                        "2001:db8::1",
                        "2001:db8::2")
                .stream()
                .map(FlowWorld::address)
                .toList();
        assertThat(Dialler.interleaved(many))
                .extracting(IpAddress::toString)
                .containsExactly(
                        "2001:db8::1",
                        "192.0.2.1",
                        "2001:db8::2",
                        "192.0.2.2",
                        "192.0.2.3",
                        "192.0.2.4",
                        "192.0.2.5",
                        "192.0.2.6");
    }

    @Test
    void aMappedAddressIsDialledAsItStandsThere() {
        assertThat(DirectConnector.exactly(FlowWorld.address("::ffff:127.0.0.1"))
                        .getAddress())
                .hasSize(16);
    }
}
