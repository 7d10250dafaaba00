package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The other half of each refusal: the same command, without Exeat, is served. */
@EndToEnd
class ClientControlTest {
    private final Servers servers;
    private Exeat exeat;

    ClientControlTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void home() {
        exeat = Exeat.withoutBuild(servers, Caller.ROOT);
        exeat.write("resolv.conf", "nameserver " + Places.DNS4 + "\n");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("D-002")
    void whatIsRefusedInsideIsServedOutside(Client client) {
        client.require(exeat);
        for (String host : new String[] {"v4.allowed.test", "v6.allowed.test", "web.denied.test"}) {
            Outcome outcome =
                    outside(client.command(host, client.port(), servers.ssh().repository()));
            assertThat(outcome.status())
                    .as("%s to %s: %s", client, host, outcome)
                    .isZero();
        }
        for (String address : client.literals(Places.DENIED4, Places.DENIED6)) {
            Outcome literal = outside(client.command(
                    client.literal(address), client.port(), servers.ssh().repository()));
            assertThat(literal.status()).as("%s: %s", client, literal).isZero();
        }
    }

    private Outcome outside(String script) {
        String resolver = "mount --bind resolv.conf /etc/resolv.conf && exec bash -c \"$0\"";
        String[] words = exeat.wordsFor("unshare", "-m", "sh", "-c", resolver, script);
        return Commands.run(Duration.ofSeconds(20), exeat.work(), Map.of(), words);
    }
}
