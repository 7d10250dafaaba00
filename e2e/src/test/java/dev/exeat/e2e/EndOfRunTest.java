package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run says at its end is what happened, and whose doing it was. */
@EndToEnd
class EndOfRunTest {
    private static final String DATAGRAM = "echo x >/dev/udp/" + Places.WEB4 + "/9";

    private final Servers servers;
    private Exeat exeat;

    EndOfRunTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeEach
    void home() {
        exeat = Exeat.of(servers, Caller.ORDINARY);
    }

    @Test
    void aResolverThatDoesNotAnswerIsNamed() {
        Outcome outcome = exeat.run(
                "run",
                "--name",
                "deaf",
                "--dns-upstream",
                Places.WEB4 + ":5399",
                "--allow",
                "web.allowed.test",
                "--",
                "dig",
                "+tries=1",
                "+time=15",
                "web.allowed.test");
        assertThat(outcome.err().lines().toList().getLast())
                .startsWith("exeat: the resolver " + Places.WEB4 + ":5399 did not answer ")
                .endsWith("; --dns-upstream names another");
        assertThat(exeat.sandbox("hearing", List.of("--allow", "web.allowed.test"), "dig", "web.allowed.test")
                        .err())
                .doesNotContain("did not answer");
    }

    @Test
    void theFirstDatagramIsTheCommandsAndThoseOfTheProbesAreNot() {
        for (int i = 0; i < 4; i++) {
            Outcome loud = exeat.sandbox("loud", List.of("--allow", "web.allowed.test"), "bash", "-c", DATAGRAM);
            assertThat(loud.err()).as(loud.toString()).contains("1 denied (" + Places.WEB4 + ":9)");
            Outcome silent = exeat.sandbox("silent", List.of("--allow", "web.allowed.test"), "true");
            assertThat(silent.err()).as(silent.toString()).contains("0 denied");
        }
        assertThat(exeat.run("logs", "silent", "--denied").out()).isEmpty();
        assertThat(exeat.run("logs", "loud", "--denied").out().lines())
                .hasSize(4)
                .allMatch(line -> line.contains(Places.WEB4 + ":9"));
    }

    @Test
    void whatAFullDiskKeptFromTheJournalIsSaid() throws IOException {
        var small = Exeat.of(servers, Caller.ROOT);
        Files.createDirectories(small.state());
        String state = small.state().toString();
        Commands.must("mount", "-t", "tmpfs", "-o", "size=256k,mode=700", "none", state);
        String wait = "echo ready; while [ ! -e go ]; do sleep 0.1; done;";
        String tries = " for i in $(seq 60); do curl -s -m 5 http://web.allowed.test/hello || : ; done";
        try (var run = small.start(
                Exeat.sandboxArguments("full", List.of("--allow", "web.allowed.test"), "bash", "-c", wait + tries))) {
            run.awaitText("ready");
            Commands.run("sh", "-c", "cat /dev/zero >$0/ballast", state);
            small.write("go", "");
            run.awaitEnd(Duration.ofSeconds(60));
            assertThat(run.err())
                    .anyMatch(
                            line -> line.contains("of this run are not in the journal, which could not be written: "));
        } finally {
            Commands.run("umount", "-l", state);
        }
    }

    private Outcome redirected(String redirection, String... arguments) {
        String[] shell = {"bash", "-c", "\"$@\" " + redirection, "exeat"};
        return Commands.run(Commands.join(shell, exeat.words(arguments)));
    }

    @Test
    void outputThatCannotBeWrittenIsNoticedAndAReaderThatWentAwayIsNot() {
        exeat.sandbox("one", List.of("--allow", "web.allowed.test"), "true");
        for (String command : List.of("ls", "doctor", "version")) {
            Outcome full = redirected(">/dev/full", command);
            assertThat(full.status()).as(command).isEqualTo(125);
            assertThat(full.err())
                    .isEqualTo("exeat: error: cannot write to standard output: No space left on device\n");
        }
        assertThat(redirected(">/dev/full", "run", "--help").err())
                .isEqualTo("exeat: error: cannot write to standard output: No space left on device\n");
        Outcome closed = redirected("| true; exit ${PIPESTATUS[0]}", "policy", "schema");
        assertThat(closed.err()).isEmpty();
        assertThat(closed.status()).isIn(0, 141);
    }
}
