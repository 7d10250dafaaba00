package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Journal.Line;
import dev.exeat.e2e.Session.Said;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway makes of the addresses that an allowed name turns out to have. */
@EndToEnd
class ResolveTest {
    private final Servers servers;
    private final AtomicInteger names = new AtomicInteger();
    private Session strict;
    private Session open;

    ResolveTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void startSandboxes() {
        String rules = "tcp://**.screen.test:2525,tcp://**.screen.test:8931";
        var exeat = Exeat.of(servers, Caller.ROOT);
        strict = Session.start(exeat, "--allow", rules, "--deny", "web.denied.test");
        open = Session.start(exeat, "--allow-private", rules);
    }

    @AfterAll
    void stopSandboxes() {
        for (Session session : new Session[] {strict, open}) {
            if (session != null) {
                session.close();
            }
        }
    }

    private String named(String... addresses) {
        String name = "n" + names.incrementAndGet() + ".screen.test";
        servers.dns().host(name, addresses);
        return name;
    }

    private static Said banner(Session session, String name, int port) {
        return session.sh("exec 3<>/dev/tcp/" + name + "/" + port + " && cat <&3");
    }

    private static Line refused(Session session, String name, int port) {
        Said said = banner(session, name, port);
        assertThat(said.text()).as("%s: %s", name, said).doesNotContain("220 ready");
        return session.journal()
                .await(line -> line.denies(name, 0) && !line.get("reason").isEmpty());
    }

    @Test
    @Tag("D-002")
    void publicAddressIsDialled() {
        assertThat(banner(strict, named(Places.TCP4), Places.BANNER).text()).isEqualTo("220 ready at " + Places.TCP4);
        assertThat(banner(strict, named(Places.TCP6), Places.BANNER).text()).startsWith("220 ready at 2a0f");
    }

    @ParameterizedTest(name = "{0} {1} is refused: {2}")
    @CsvSource({
        "127.0.0.1, , floor-address",
        "::1, , floor-address",
        "0.0.0.0, , floor-address",
        "::, , floor-address",
        "fe80::2, , floor-address",
        "169.254.169.254, , metadata-address",
        "10.77.7.2, , special-purpose-address",
        "100.64.7.2, , special-purpose-address",
        "fd77:7:7::2, , special-purpose-address",
        "::ffff:10.77.7.2, , special-purpose-address",
        "64:ff9b::2c80:70a, , special-purpose-address",
        "44.128.7.10, 10.77.7.2, mixed-addresses",
        "2a0f:ffff:7::10, fd77:7:7::2, mixed-addresses",
        "44.128.7.1, , host-address",
        "2a0f:ffff:7::1, , host-address",
        "10.77.7.1, , host-address"
    })
    @Tag("A-067")
    @Tag("A-070")
    @Tag("A-072")
    @Tag("B-053")
    @Tag("D-016")
    void specialAddressesOfAnAllowedNameAreNeverDialled(String first, String second, String reason) {
        int banner = servers.banner().reached().size();
        int host = servers.hostService().reached().size();
        String name = second == null ? named(first) : named(first, second);
        int port = reason.equals("host-address") ? Places.HOST_SERVICE : Places.BANNER;
        assertThat(refused(strict, name, port).get("reason")).isEqualTo(reason);
        assertThat(servers.banner().reached()).hasSize(banner);
        assertThat(servers.hostService().reached()).hasSize(host);
    }

    @Test
    @Tag("B-055")
    void privateAddressInTheOtherFamilySpoilsTheName() {
        int before = servers.banner().reached().size();
        assertThat(refused(strict, named(Places.TCP4, Places.PRIVATE6), Places.BANNER)
                        .get("reason"))
                .isEqualTo("mixed-addresses");
        assertThat(refused(strict, named(Places.PRIVATE4, Places.TCP6), Places.BANNER)
                        .get("reason"))
                .isEqualTo("mixed-addresses");
        assertThat(servers.banner().reached()).hasSize(before);
    }

    @Test
    @Tag("D-016")
    void addressThatTheHostGetsDuringTheRunIsTheHostsToo() {
        String added = Places.V4 + "99";
        String name = named(added);
        String client = servers.world().client().name();
        int before = servers.hostService().reached().size();
        Commands.must("ip", "-n", client, "addr", "add", added + "/32", "dev", "c0");
        try {
            assertThat(refused(strict, name, Places.HOST_SERVICE).get("reason")).isEqualTo("host-address");
        } finally {
            Commands.must("ip", "-n", client, "addr", "del", added + "/32", "dev", "c0");
        }
        assertThat(servers.hostService().reached()).hasSize(before);
    }

    @Test
    @Tag("B-049")
    void aliasWithADeniedNameInTheChainIsRefused() {
        int before = servers.banner().reached().size();
        servers.dns()
                .script(
                        "alias.screen.test",
                        type -> DnsAnswer.noData()
                                .withAlias("alias.screen.test", "middle.screen.test")
                                .withAlias("middle.screen.test", "web.denied.test")
                                .withAddresses("web.denied.test", DnsUpstream.ofFamily(type, Places.DENIED4)));
        assertThat(refused(strict, "alias.screen.test", Places.BANNER).get("reason"))
                .isEqualTo("alias-denied");
        assertThat(servers.banner().reached()).hasSize(before);
        servers.dns()
                .script(
                        "good.screen.test",
                        type -> DnsAnswer.noData()
                                .withAlias("good.screen.test", "cdn.elsewhere.test")
                                .withAddresses("cdn.elsewhere.test", DnsUpstream.ofFamily(type, Places.TCP4)));
        assertThat(banner(strict, "good.screen.test", Places.BANNER).text()).contains("220 ready");
    }

    @Test
    @Tag("B-051")
    void aliasThatGoesInCirclesIsRefusedInBoundedTime() {
        servers.dns()
                .script(
                        "loop.screen.test",
                        type -> DnsAnswer.noData()
                                .withAlias("loop.screen.test", "pool.screen.test")
                                .withAlias("pool.screen.test", "loop.screen.test"));
        Said said = banner(strict, "loop.screen.test", Places.BANNER);
        assertThat(said.status()).isNotZero();
        assertThat(said.took().toSeconds()).isLessThan(15);
        assertThat(banner(strict, named(Places.TCP4), Places.BANNER).text()).contains("220 ready");
    }

    @Test
    @Tag("B-054")
    void nameThatTurnsPrivateBetweenTwoLookUpsIsNeverDialledThere() {
        var asked = new AtomicInteger();
        servers.dns()
                .script(
                        "rebind.screen.test",
                        type -> type != DnsAnswer.A
                                ? DnsAnswer.noData()
                                : DnsAnswer.noData()
                                        .with(new DnsAnswer.Entry(
                                                "rebind.screen.test",
                                                DnsAnswer.A,
                                                0,
                                                asked.getAndIncrement() % 2 == 0
                                                        ? address(44, 128, 7, 14)
                                                        : address(10, 77, 7, 2))));
        long before = servers.banner().reachedAt(Places.PRIVATE4);
        for (int i = 0; i < 6; i++) {
            banner(strict, "rebind.screen.test", Places.BANNER);
        }
        assertThat(servers.banner().reachedAt(Places.PRIVATE4)).isEqualTo(before);
        assertThat(asked.get()).isGreaterThan(1);
    }

    private static byte[] address(int a, int b, int c, int d) {
        return new byte[] {(byte) a, (byte) b, (byte) c, (byte) d};
    }

    @Test
    void privateAddressesOpenForNamesThatMayBePrivateAndTheFloorStaysShut() {
        assertThat(banner(open, named(Places.PRIVATE4), Places.BANNER).text()).contains("220 ready at 10.77.7.2");
        assertThat(banner(open, named(Places.PRIVATE6), Places.BANNER).text()).contains("220 ready at fd77");
        assertThat(refused(open, named("127.0.0.1"), Places.HOST_SERVICE).get("reason"))
                .isEqualTo("floor-address");
        assertThat(refused(open, named(Places.METADATA4), Places.BANNER).get("reason"))
                .isEqualTo("metadata-address");
        assertThat(refused(open, named(Places.HOST_PRIVATE4), Places.HOST_SERVICE)
                        .get("reason"))
                .isEqualTo("host-address");
    }

    @Test
    @Tag("E-023")
    void destinationThatRefusesIsToldAndRecorded() {
        String name = named(Places.TCP4);
        Said said = strict.sh("exec 3<>/dev/tcp/" + name + "/8931 && cat <&3");
        assertThat(said.text()).doesNotContain("220");
        assertThat(said.took().toSeconds()).isLessThan(3);
        strict.journal().await(line -> line.is("name", name) && line.is("reason", "connect-failed"));
    }
}
