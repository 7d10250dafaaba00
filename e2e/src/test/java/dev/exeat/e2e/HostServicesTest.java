package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The two ways between a sandbox and the host's loopback, each closed unless asked for. */
@EndToEnd
class HostServicesTest {
    private static final int PUBLISHED = 13000;
    private static final String SERVER = "python3 -u -m http.server --bind :: " + PUBLISHED + " >/dev/null 2>&1 &";

    private final Servers servers;
    private Exeat exeat;

    HostServicesTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void home() {
        exeat = Exeat.of(servers, Caller.ROOT);
        exeat.write("index.html", "from inside");
    }

    private Outcome fromTheHost(String url) {
        return Commands.run(Commands.join(servers.world().client().words(), "curl", "-sS", "-m", "5", url));
    }

    @Test
    void hostPortIsReachedByItsNamesOnlyWhenAskedFor() {
        try (var session = Session.start(exeat, "--host-port", Integer.toString(Places.HOST_SERVICE))) {
            for (String name : new String[] {"host.exeat.internal", "host.docker.internal"}) {
                assertThat(session.sh("cat </dev/tcp/" + name + "/" + Places.HOST_SERVICE)
                                .text())
                        .startsWith("220 ready at");
                assertThat(session.sh("cat </dev/tcp/" + name + "/22").status()).isNotZero();
            }
        }
        try (var session = Session.start(exeat)) {
            assertThat(session.sh("cat </dev/tcp/host.exeat.internal/" + Places.HOST_SERVICE)
                            .status())
                    .isNotZero();
        }
    }

    @Test
    @Tag("D-018")
    @Tag("D-051")
    void publishedPortIsReachedOnTheHostsLoopbackOnly() {
        try (var session = Session.start(exeat, "--publish", Integer.toString(PUBLISHED))) {
            session.sh(SERVER + " sleep 1.5");
            assertThat(fromTheHost("http://127.0.0.1:" + PUBLISHED + "/index.html")
                            .out())
                    .isEqualTo("from inside");
            assertThat(fromTheHost("http://" + Places.HOST4 + ":" + PUBLISHED + "/index.html")
                            .status())
                    .isNotZero();
            session.journal().await(line -> line.is("event", "inbound"));
        }
        try (var session = Session.start(exeat)) {
            session.sh(SERVER + " sleep 1.5");
            assertThat(fromTheHost("http://127.0.0.1:" + PUBLISHED + "/index.html")
                            .status())
                    .isNotZero();
        }
    }

    @Test
    void publishedPortMayHaveAnotherNumberAndAddress() {
        try (var session = Session.start(exeat, "--publish", Places.HOST4 + ":14000:" + PUBLISHED)) {
            session.sh(SERVER + " sleep 1.5");
            assertThat(fromTheHost("http://" + Places.HOST4 + ":14000/index.html")
                            .out())
                    .isEqualTo("from inside");
            assertThat(session.running().err()).anyMatch(line -> line.contains(Places.HOST4));
        }
    }

    @Test
    void portThatIsTakenIsSaidAndNothingStarts() {
        Outcome outcome = exeat.run(Exeat.sandboxArguments(
                "taken",
                java.util.List.of("--publish", Integer.toString(Places.HOST_SERVICE)),
                "sh",
                "-c",
                "echo started"));
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(125);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains(Integer.toString(Places.HOST_SERVICE));
    }
}
