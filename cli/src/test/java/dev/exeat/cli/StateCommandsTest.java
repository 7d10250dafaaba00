package dev.exeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.cli.CommandLines.Outcome;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxClaim;
import dev.exeat.cli.state.SandboxName;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.cli.state.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands around sandboxes that are over, on the home that the build gives to tests. */
class StateCommandsTest {
    private static final String LONG_AGO = "2020-01-01T00:00:00Z";

    @TempDir
    Path folder;

    private static void sandbox(String name, int journalBytes) throws IOException {
        ExeatHome home = ExeatHome.open(ExeatHome.pathOf(System.getenv()));
        try (SandboxClaim claim = home.claim(SandboxName.parse(name).orElseThrow())) {
            claim.write(SandboxState.starting(claim.name(), "strict", List.of("curl"), List.of())
                    .with(new Status.Ended(0, Instant.parse(LONG_AGO))));
            if (journalBytes > 0) {
                Files.write(claim.directory().journal(), new byte[journalBytes]);
            }
        }
    }

    @BeforeEach
    @AfterEach
    void noSandboxIsLeft() {
        CommandLines.run("gc", "--older-than", "0s");
    }

    @Test
    void whatIsKeptIsSaidAndHowToRemoveIt() throws IOException {
        assertThat(CommandLines.run("gc")).isEqualTo(new Outcome(0, "nothing to remove\n", ""));
        sandbox("one", 3 << 20);
        sandbox("other", 0);
        assertThat(CommandLines.run("gc").out()).isEqualTo("""
                nothing to remove
                2 sandboxes that are over (3.0 MiB, with their journals) are kept; 'exeat gc --older-than 30d' removes those that ended longer ago
                """);
        assertThat(CommandLines.run("gc", "--json").out())
                .matches("\\{\"action\":\"keep\",\"sandboxes\":2,\"bytes\":31[0-9]{5}}\n");
        assertThat(CommandLines.run("gc", "--older-than", "1h", "--dry-run")
                        .out()
                        .lines())
                .containsExactlyInAnyOrder("would remove 'one'", "would remove 'other'");
        assertThat(CommandLines.run("gc", "--older-than", "1h").out().lines())
                .containsExactlyInAnyOrder("remove 'one'", "remove 'other'");
        assertThat(CommandLines.run("gc").out()).isEqualTo("nothing to remove\n");
    }

    @Test
    void aLongListOfSandboxesEndsWithAHint() throws IOException {
        for (int i = 0; i < 19; i++) {
            sandbox("s" + i, 0);
        }
        assertThat(CommandLines.run("ls").err()).isEmpty();
        sandbox("s19", 0);
        assertThat(CommandLines.run("ls").err())
                .startsWith("exeat: note: 20 sandboxes that are over (")
                .endsWith(", with their journals) are kept; 'exeat gc --older-than 30d' removes old ones\n");
        assertThat(CommandLines.run("ls", "--json").err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"logs one", "audit verify one", "policy suggest one"})
    void aMissingJournalIsSaid(String line) throws IOException {
        sandbox("one", 0);
        assertThat(CommandLines.run(line.split(" "))).isEqualTo(new Outcome(125, "", """
                exeat: error: the sandbox 'one' has no journal
                  fix: one that failed before its start writes none: see 'exeat ls', and run it again
                """));
    }

    @Test
    void aFileThatCannotBeMadeIsToldInWords() throws IOException {
        sandbox("one", 0);
        Files.createFile(ExeatHome.pathOf(System.getenv()).resolve("sandboxes/one/audit.jsonl"));
        assertThat(CommandLines.run("policy", "suggest", "one", "--output", folder.toString())
                        .err())
                .isEqualTo("exeat: error: '" + folder + "' is a folder\n  fix: name a file in it, such as '"
                        + folder.resolve("exeat.yaml") + "'\n");
        String none = folder.resolve("none/exeat.yaml").toString();
        assertThat(CommandLines.run("policy", "suggest", "one", "--output", none))
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "exeat: error: the folder of '" + none
                                + "' does not exist\n  fix: make it, or name another file\n"));
    }
}
