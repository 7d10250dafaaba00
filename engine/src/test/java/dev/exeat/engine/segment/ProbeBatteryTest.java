package dev.exeat.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.linux.Descriptor;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each probe passes on a whole segment, and fails when the very wall that it watches is broken. */
class ProbeBatteryTest {
    @BeforeEach
    void ground() {
        Ground.needNamespacesAndTools();
    }

    @Test
    @Tag("D-016")
    void wholeSegmentPassesEveryProbe() {
        List<ProbeResult> results = battery((segment, gateway) -> {});
        assertThat(Ground.failed(results)).as(results.toString()).isEmpty();
        assertThat(results)
                .extracting(ProbeResult::id)
                .containsExactlyInAnyOrder(
                        "name-ipv4",
                        "name-tcp-ipv4",
                        "name-ipv6",
                        "name-tcp-ipv6",
                        "icmp-ipv4",
                        "icmp-ipv6",
                        "denied-name",
                        "foreign-resolver",
                        "literal-ipv4",
                        "literal-ipv6",
                        "metadata",
                        "udp-ipv4",
                        "udp-ipv6",
                        "host-addresses",
                        "interfaces",
                        "routes",
                        "ruleset");
    }

    @Test
    void wrongNonceIsNotThisGateway() {
        try (LoopbackSegment segment = LoopbackSegment.open(LoopbackSegment.Settings.standard());
                FakeGateway gateway = new FakeGateway(segment)) {
            assertThat(gateway.captured("c6120101")).isFalse();
            assertThat(Ground.failed(ProbeBattery.of(segment, "another").run()))
                    .containsExactly("name-ipv4", "name-tcp-ipv4", "name-ipv6", "name-tcp-ipv6");
        }
    }

    @Test
    void missingRulesAreNoticed() {
        assertThat(broken("sh", "-c", "nft flush ruleset"))
                .contains(
                        "name-ipv4",
                        "name-ipv6",
                        "denied-name",
                        "foreign-resolver",
                        "icmp-ipv4",
                        "icmp-ipv6",
                        "ruleset");
    }

    @Test
    void missingUdpRejectIsNoticed() {
        String handle = "nft -a list chain inet exeat input | sed -n 's/.*l4proto udp.*handle //p'";
        assertThat(broken("sh", "-c", "nft delete rule inet exeat input handle $(" + handle + ")"))
                .contains("udp-ipv4", "udp-ipv6", "ruleset")
                .doesNotContain("name-ipv4", "literal-ipv4");
    }

    @Test
    void missingIpv6CaptureIsNoticed() {
        String handle = "nft -a list chain inet exeat capture | sed -n 's/.*nfproto ipv6 meta l4proto tcp.*handle //p'";
        assertThat(broken("sh", "-c", "nft delete rule inet exeat capture handle $(" + handle + ")"))
                .contains("name-ipv6", "literal-ipv6", "ruleset")
                .doesNotContain("name-ipv4", "literal-ipv4");
    }

    @Test
    void secondInterfaceIsNoticed() {
        assertThat(broken("ip", "link", "add", "uplink0", "type", "veth", "peer", "name", "uplink1"))
                .containsExactly("interfaces");
    }

    @Test
    void uplinkWithRouteIsNoticed() {
        assertThat(broken(
                        "sh",
                        "-c",
                        "ip link add up0 type veth peer name up1 && ip addr add 203.0.113.2/24 dev up0"
                                + " && ip link set up0 up && ip link set up1 up"
                                + " && ip route add default via 203.0.113.1"))
                .contains("interfaces", "routes");
    }

    @Test
    @Tag("D-002")
    void deadCaptureListenerIsNoticed() {
        assertThat(Ground.failed(battery((segment, gateway) -> close(segment, "capture4"))))
                .containsExactlyInAnyOrder("name-ipv4", "name-tcp-ipv4");
    }

    @Test
    @Tag("D-002")
    void deadDnsListenerIsNoticed() {
        assertThat(Ground.failed(battery((segment, gateway) -> close(segment, "dns-udp6"))))
                .containsExactlyInAnyOrder("name-ipv6", "denied-name", "foreign-resolver");
    }

    @Test
    void gatewayThatAnswersDeniedNamesIsNoticed() {
        assertThat(Ground.failed(battery((segment, gateway) -> gateway.answerDeniedNames())))
                .containsExactlyInAnyOrder("denied-name", "foreign-resolver");
    }

    @Test
    void serviceOfTheHostThatIsInReachIsNoticed() throws Exception {
        // a canary that is asked from the host's own network is in reach: the probe must say so
        try (HostCanary canary = new HostCanary()) {
            ProbeResult outside = new HostAddressProbe(canary.targets(), canary::heard).result();
            assertThat(outside.passed()).isFalse();
            assertThat(outside.detail()).endsWith("answers");
        }
    }

    @Test
    void openDatagramPathAndEchoAreNoticedInTheHostsOwnNetwork() {
        assertThat(new EchoProbe("icmp-ipv4", Addresses.of("127.0.0.1"))
                        .result()
                        .passed())
                .isFalse();
        assertThat(new EchoProbe("icmp-ipv6", Addresses.of("::1")).result().passed())
                .isFalse();
    }

    @Test
    void airgappedSegmentPassesItsNegativeProbes() {
        try (AirgappedSegment segment = AirgappedSegment.open()) {
            List<ProbeResult> results = ProbeBattery.of(segment, "").run();
            assertThat(Ground.failed(results)).as(results.toString()).isEmpty();
            Ground.inside(segment, "ip", "link", "add", "uplink0", "type", "veth", "peer", "name", "uplink1");
            assertThat(Ground.failed(ProbeBattery.of(segment, "").runWalls())).containsExactly("interfaces");
        }
    }

    @Test
    void segmentWithoutIpv6PassesAndReachesNothingByIt() {
        var settings = new LoopbackSegment.Settings(false, List.of());
        try (LoopbackSegment segment = LoopbackSegment.open(settings);
                FakeGateway gateway = new FakeGateway(segment)) {
            List<ProbeResult> results =
                    ProbeBattery.of(segment, FakeGateway.NONCE).run();
            assertThat(Ground.failed(results)).as(results.toString()).isEmpty();
            assertThat(gateway.captured("01010101")).as("1.1.1.1").isTrue();
            assertThat(segment.descriptors()).containsOnlyKeys("capture4", "dns-udp4", "dns-tcp4", "nflog");
            assertThat(Ground.inside(segment, "ip", "-6", "addr")).isEmpty();
        }
    }

    @Test
    void batteryTakesLittleTime() {
        AtomicReference<Long> best = new AtomicReference<>(Long.MAX_VALUE);
        battery((segment, gateway) -> {
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                ProbeBattery.of(segment, FakeGateway.NONCE).prepare().run();
                best.accumulateAndGet((System.nanoTime() - start) / 1_000_000, Math::min);
            }
        });
        System.out.println("battery: " + best.get() + " ms at best");
        assertThat(best.get()).isLessThan(500);
    }

    private static void close(LoopbackSegment segment, String tag) {
        Descriptor descriptor = segment.descriptors().get(tag);
        descriptor.close();
    }

    private static List<String> broken(String... command) {
        return Ground.failed(battery((segment, gateway) -> Ground.inside(segment, command)));
    }

    private static List<ProbeResult> battery(BiConsumer<LoopbackSegment, FakeGateway> breakIt) {
        try (LoopbackSegment segment = LoopbackSegment.open(LoopbackSegment.Settings.standard());
                FakeGateway gateway = new FakeGateway(segment)) {
            breakIt.accept(segment, gateway);
            return ProbeBattery.of(segment, FakeGateway.NONCE).run();
        }
    }
}
