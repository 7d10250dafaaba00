package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are kept from the command, and that a program of this machine replaces meanwhile. */
@EndToEnd
class ReplacedFilesTest {
    private static final String SCRIPT = "echo runs; until [ -e go ]; do sleep 0.02; done;"
            + " echo planted >> .git/config; echo planted >> conf/p.yaml; echo did";

    private final Servers servers;
    private Exeat exeat;

    ReplacedFilesTest(Servers servers) {
        this.servers = servers;
    }

    private void prepare(Caller caller, String profile) {
        exeat = Exeat.of(servers, caller);
        Commands.must(exeat.wordsFor("git", "init", "-q", exeat.work().toString()));
        caller.folder(exeat.work(), "conf");
        exeat.write("conf/p.yaml", "version: 1\nprofile: " + profile + "\n");
    }

    private void here(String script) {
        Commands.must(exeat.wordsFor("sh", "-ec", "cd " + exeat.work() + "; " + script));
    }

    @ParameterizedTest
    @CsvSource({"ROOT,strict", "ORDINARY,strict", "ROOT,airgapped", "ORDINARY,airgapped"})
    void theyAreReadOnlyAgainAndToldOnceWithWhatTheyHeldBefore(Caller caller, String profile) throws IOException {
        prepare(caller, profile);
        Path configuration = exeat.work().resolve(".git/config");
        String former = Files.readString(configuration);
        try (Running run =
                exeat.start("run", "--name", "covers", "--policy", "conf/p.yaml", "--", "sh", "-c", SCRIPT)) {
            run.awaitText("runs");
            here("git config race.number 1; git config race.number 2; echo 'version: 1' > new; mv new conf/p.yaml");
            run.awaitText("config' was replaced");
            run.awaitText("p.yaml' was replaced");
            exeat.write("go", "");
            assertThat(run.awaitEnd(Duration.ofSeconds(30))).as(run.toString()).isZero();
            assertThat(Files.readString(configuration)).contains("number = 2").doesNotContain("planted");
            assertThat(exeat.work().resolve("conf/p.yaml")).hasContent("version: 1\n");
            assertThat(run.err())
                    .filteredOn(line -> line.contains("config' was replaced"))
                    .hasSize(1);
            List<String> told = run.err().stream()
                    .filter(line -> line.contains("replaced while the command ran"))
                    .toList();
            assertThat(told).as(run.toString()).hasSize(1);
            assertThat(told.getFirst()).contains("conf/p.yaml' (before: '", ".git/config' (before: '");
            String copy = told.getFirst().replaceFirst(".*config' \\(before: '([^']*)'.*", "$1");
            assertThat(Path.of(copy)).startsWith(exeat.state()).hasContent(former);
        }
        assertThat(exeat.journal("covers").lines())
                .filteredOn(line -> line.is("name", "covers"))
                .hasSize(2)
                .allMatch(line -> line.is("verdict", "pass"));
    }

    @ParameterizedTest
    @CsvSource({"ROOT,strict", "ORDINARY,airgapped"})
    void theRunEndsAndSaysWhyWhereTheyCannotBeCoveredAgain(Caller caller, String profile) {
        prepare(caller, profile);
        try (Running run = exeat.start(
                "run", "--name", "lost", "--policy", "conf/p.yaml", "--", "sh", "-c", "echo runs; sleep 60")) {
            run.awaitText("runs");
            here("mv .git away; git init -q .");
            assertThat(run.awaitEnd(Duration.ofSeconds(30))).as(run.toString()).isEqualTo(125);
            assertThat(run.err())
                    .anyMatch(line -> line.startsWith(
                            "exeat: error: '" + exeat.work().resolve(".git") + "' was replaced or removed"));
        }
        assertThat(exeat.journal("lost").lines())
                .anyMatch(line -> line.is("name", "covers") && line.is("verdict", "fail"));
    }

    @Test
    void aRunThatWasEndedForAPlantedFileSaysWhichAndWhy() {
        prepare(Caller.ORDINARY, "strict");
        Outcome outcome = exeat.sandbox("planted", List.of(), "sh", "-c", "echo .. > .git/commondir; sleep 60");
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(125);
        assertThat(outcome.err())
                .contains("error: '" + exeat.work().resolve(".git/commondir") + "' was made while the command ran, was"
                        + " removed, and the command was ended: git would have taken configuration and hooks");
    }
}
