package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import dev.exeat.e2e.Session.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user sees of a refusal: docs/clients.md says it for each client, and each client does so. */
@EndToEnd
class DenialsTest {
    private static final Path PAGE =
            Path.of(System.getProperty("exeat.root", "..")).resolve("docs/clients.md");
    // a client that hangs is ended by the session after 25 seconds
    private static final Duration NO_HANG = Duration.ofSeconds(20);
    private static final String ALLOWED = "v4.allowed.test";
    private static final String DENIED = "web.denied.test";
    private static final int DENIED_PORT = 8443;

    /** A refusal and the heading under which the page has it. */
    enum Refusal {
        NAME("A name that is not allowed"),
        PORT("A port that is not allowed"),
        ADDRESS("An address without a name");

        private final String heading;

        Refusal(String heading) {
            this.heading = heading;
        }

        String host(Client client) {
            return switch (this) {
                case NAME -> DENIED;
                case PORT -> ALLOWED;
                case ADDRESS -> client.literal(Places.WEB4);
            };
        }

        int port(Client client) {
            return this == PORT ? DENIED_PORT : client.port();
        }
    }

    private final Servers servers;
    private final ClientsPage page;
    private Exeat exeat;
    private Session session;

    DenialsTest(Servers servers) throws IOException {
        this.servers = servers;
        this.page = ClientsPage.read(PAGE);
    }

    @BeforeAll
    void startSandbox() {
        exeat = Exeat.of(servers, Caller.ROOT);
        String tcp = Stream.of(22, 5432, 2525)
                .map(port -> ",tcp://" + ALLOWED + ":" + port)
                .reduce("", String::concat);
        session = Session.start(exeat, "--allow", ALLOWED + tcp);
    }

    @AfterAll
    void stopSandbox() {
        if (session != null) {
            session.close();
        }
    }

    static Stream<Arguments> refusals() {
        return Arrays.stream(Refusal.values())
                .flatMap(refusal -> Arrays.stream(Client.values()).map(client -> Arguments.of(refusal, client)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    @Tag("C-111")
    void clientEndsAndSaysWhatThePageSays(Refusal refusal, Client client) {
        client.require(exeat);
        var row = page.row(refusal.heading, client.label());
        String host = refusal.host(client);
        int port = refusal.port(client);
        Said said = session.sh(client.command(host, port, servers.ssh().repository()));
        assertThat(said.took()).as("%s", said).isLessThan(NO_HANG);
        assertThat(row.statuses()).as("%s", said).contains(said.status());
        assertThat(row.texts(host, port)).as("%s", said).anyMatch(said.text()::contains);
    }

    @Test
    void logsNameWhatWasRefusedAndWhy() {
        session.sh("curl -s https://" + DENIED + "/; curl -s https://" + ALLOWED + ":8443/; curl -s https://"
                + Places.WEB4 + "/");
        session.journal().await(line -> line.denies(Places.WEB4, 443));
        Outcome logs = exeat.run("logs", session.name(), "--denied");
        assertThat(logs.out())
                .containsPattern(DENIED + " .*not-allowed")
                .containsPattern(ALLOWED + ":8443 .*port-not-allowed")
                .containsPattern(Places.WEB4 + ":443 .*literal-address");
    }
}
