package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Journal.Line;
import dev.exeat.e2e.Session.Said;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real clients, unchanged and without proxy settings, reach what is allowed and nothing else. */
@EndToEnd
abstract class AbstractClientsTest {
    private static final int DENIED_PORT = 8443;

    private final Servers servers;
    private final Caller caller;
    private Exeat exeat;
    private Session session;

    AbstractClientsTest(Servers servers, Caller caller) {
        this.servers = servers;
        this.caller = caller;
    }

    @BeforeAll
    void startSandbox() {
        exeat = Exeat.of(servers, caller);
        session = Session.start(
                exeat,
                "--allow",
                "v4.allowed.test,v6.allowed.test,git.allowed.test",
                "--allow",
                "tcp://v4.allowed.test:22,tcp://v6.allowed.test:22",
                "--allow",
                "tcp://v4.allowed.test:5432,tcp://v6.allowed.test:5432",
                "--allow",
                "tcp://v4.allowed.test:2525,tcp://v6.allowed.test:2525");
    }

    @AfterAll
    void stopSandbox() {
        if (session != null) {
            session.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("D-002")
    @Tag("D-008")
    void allowedNameAndPortAreReachedOverBothFamilies(Client client) {
        client.require(exeat);
        for (String host : new String[] {"v4.allowed.test", "v6.allowed.test"}) {
            Said said = use(client, host, client.port());
            assertThat(said.status()).as("%s to %s: %s", client, host, said).isZero();
            String address = host.startsWith("v4") ? Places.WEB4 : Places.WEB6;
            assertThat(said.text()).contains(client.expected(address));
            Line line = session.journal()
                    .await(l -> l.is("event", "connection") && l.is("name", host) && l.is("port", client.port()));
            assertThat(line.get("verdict")).isEqualTo("allow");
        }
    }

    @ParameterizedTest
    @EnumSource
    void deniedNameIsRefusedFastWithARecord(Client client) {
        client.require(exeat);
        int asked = servers.dns().questionsFor("web.denied.test").size();
        refused(client, "web.denied.test", client.port());
        session.journal().await(line -> line.denies("web.denied.test", 0));
        assertThat(servers.dns().questionsFor("web.denied.test")).hasSize(asked);
    }

    @ParameterizedTest
    @EnumSource
    void deniedPortOfAnAllowedNameIsRefusedFastWithARecord(Client client) {
        client.require(exeat);
        for (String host : new String[] {"v4.allowed.test", "v6.allowed.test"}) {
            refused(client, host, DENIED_PORT);
            Line line = session.journal().await(l -> l.denies(host, DENIED_PORT));
            assertThat(line.get("reason")).isEqualTo("port-not-allowed");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("D-008")
    @Tag("A-083")
    void literalAddressIsRefusedFastWithARecord(Client client) {
        client.require(exeat);
        for (String address : client.literals(Places.DENIED4, Places.DENIED6, Places.WEB4, Places.WEB6)) {
            refused(client, client.literal(address), client.port());
            Line line = session.journal().await(l -> l.denies(address, client.port()));
            assertThat(line.get("reason")).isEqualTo("literal-address");
        }
    }

    @Test
    @Tag("C-100")
    void redirectToAPrivateAddressIsPassedAndNotFollowed() {
        String target = Places.PRIVATE4 + "/hello";
        long reached = servers.web().reachedAt(Places.PRIVATE4);
        assertThat(session.sh("curl -sSi -m 8 http://v4.allowed.test/to/" + target)
                        .text())
                .contains("302")
                .containsIgnoringCase("location: http://" + target);
        Said followed = session.sh("curl -sSL -m 8 http://v4.allowed.test/to/" + target);
        assertThat(followed.status()).as("%s", followed).isNotZero();
        session.journal().await(line -> line.denies(Places.PRIVATE4, 80));
        assertThat(servers.web().reachedAt(Places.PRIVATE4)).isEqualTo(reached);
    }

    @Test
    @Tag("C-101")
    void gitOverSshNeedsARuleOfItsOwnAndOverHttpsNone() {
        Said https = use(Client.GIT_HTTPS, "git.allowed.test", 443);
        assertThat(https.text()).contains("hello from git");
        refused(Client.GIT_SSH, "git.allowed.test", 22);
        Line line = session.journal().await(l -> l.denies("git.allowed.test", 22));
        assertThat(line.get("reason")).isEqualTo("port-not-allowed");
    }

    private void refused(Client client, String host, int port) {
        long web = servers.web().seen().size();
        long banner = servers.banner().reached().size();
        Said said = use(client, host, port);
        assertThat(said.status()).as("%s to %s: %s", client, host, said).isNotZero();
        assertThat(said.took()).as("%s to %s: %s", client, host, said).isLessThan(Duration.ofMillis(client.patience()));
        assertThat(servers.web().seen()).hasSize((int) web);
        assertThat(servers.banner().reached()).hasSize((int) banner);
    }

    private Said use(Client client, String host, int port) {
        return session.sh(client.command(host, port, servers.ssh().repository()));
    }
}
