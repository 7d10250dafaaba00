package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Session.Said;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The permissive profile allows every name but a deny, the floor, and names that must not be asked in public. */
@EndToEnd
class SpecialNamesTest {
    private final Servers servers;
    private Session session;

    SpecialNamesTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void startSandbox() {
        Tools.require("dig", "curl");
        session = Session.start(Exeat.of(servers, Caller.ROOT), "--profile", "permissive", "--deny", "web.denied.test");
    }

    @AfterAll
    void stopSandbox() {
        if (session != null) {
            session.close();
        }
    }

    @Test
    void permissiveSaysSoAndOpensAllButDenies() {
        session.running().awaitText("PERMISSIVE");
        servers.dns().host("anything.example", Places.WEB4, Places.WEB6);
        assertThat(session.sh("curl -sS -m 8 http://anything.example/hello").text())
                .startsWith("hello from");
        assertThat(session.sh("curl -sS -m 8 http://web.denied.test/hello").status())
                .isNotZero();
        session.journal().await(line -> line.denies("web.denied.test", 0) && line.is("reason", "denied-by-rule"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printer.local",
                "x.internal",
                "router.home.arpa",
                "x.onion",
                "x.invalid",
                "x.alt",
                "intranet",
                "metadata",
                "wpad",
                "host.docker.internal",
                "gateway.docker.internal",
                "kubernetes.docker.internal",
                "metadata.google.internal",
                "host.exeat.internal"
            })
    @Tag("A-075")
    @Tag("A-076")
    @Tag("B-071")
    void specialNamesAreAnsweredHereAndNeverAskedUpstream(String name) {
        servers.dns().host(name, Places.WEB4);
        assertThat(session.sh("dig +tries=1 +time=4 " + name).text()).contains("status: NXDOMAIN");
        assertThat(servers.dns().questionsFor(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudflare-dns.com", "dns.google", "dns.quad9.net"})
    @Tag("B-020")
    void publicResolversOverHttpsAreDenied(String name) {
        servers.dns().host(name, Places.WEB4);
        assertThat(session.sh("dig +tries=1 +time=4 " + name).text()).contains("status: NXDOMAIN");
        assertThat(servers.dns().questionsFor(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {Places.PRIVATE4, Places.METADATA4, Places.SHARED4, "[" + Places.PRIVATE6 + "]", Places.HOST4})
    @Tag("D-014")
    @Tag("D-016")
    void literalAddressesOfTheFloorAndPrivateOnesStayShut(String address) {
        // the servers are shared: what others asked before does not count
        int before = servers.web().seen().size();
        assertThat(session.sh("curl -fsS -m 8 http://" + address + "/hello").status())
                .isNotZero();
        String plain = address.replaceAll("[\\[\\]]", "");
        session.journal().await(line -> line.denies(plain, 80));
        assertThat(servers.web().seen().stream().skip(before))
                .noneMatch(seen -> seen.host().equals(address));
    }

    @Test
    @Tag("D-003")
    void privateAddressesAnswerOnNoPort() {
        Said said = session.python("""
                import socket
                for host in ('10.77.7.2', '172.16.0.1', '192.168.0.1', '192.168.65.1'):
                    for port in (22, 80, 443, 8080, 3306, 6379, 2375, 5432):
                        s = socket.socket(); s.settimeout(2)
                        try:
                            s.connect((host, port)); s.sendall(b'GET / HTTP/1.0\\r\\n\\r\\n')
                            print('reached' if s.recv(1) else 'closed', host, port)
                        except OSError: pass
                """);
        assertThat(said.text()).isEmpty();
        assertThat(session.sh("curl -sS -m 8 http://" + Places.WEB4 + "/hello").text())
                .startsWith("hello from");
    }
}
