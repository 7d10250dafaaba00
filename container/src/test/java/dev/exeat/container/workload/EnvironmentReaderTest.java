package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentReaderTest {
    @TempDir
    private Path folder;

    private final List<Problem> problems = new ArrayList<>();
    private final EnvironmentReader reader =
            new EnvironmentReader(Map.of("TOKEN", "t0p s3cret", "EMPTY", ""), problems);

    private void file(String content) throws IOException {
        Files.writeString(folder.resolve("vars"), content);
        reader.file(folder, "vars");
    }

    @Test
    void fileIsReadAsDockerReadsIt() throws IOException {
        file("\uFEFFA=1\n\n# comment\n  B=2 \r\n\t#also\nC=\"quoted\" # kept\nD=\nE=a=b\nTOKEN\nEMPTY\nUNSET\nA=again");
        assertThat(problems).isEmpty();
        assertThat(reader.values())
                .containsExactly(
                        Map.entry("A", "again"),
                        Map.entry("B", "2 "),
                        Map.entry("C", "\"quoted\" # kept"),
                        Map.entry("D", ""),
                        Map.entry("E", "a=b"),
                        Map.entry("TOKEN", "t0p s3cret"),
                        Map.entry("EMPTY", ""));
    }

    @Test
    void everyWrongLineIsSaidWithItsPlaceAndWithoutItsValue() throws IOException {
        file("OK=1\n=s3cret\nTWO WORDS=s3cret\na line of a s3cret\nGLOB*\n");
        assertThat(problems)
                .extracting(Problem::toString)
                .allMatch(text -> !text.contains("s3cret"))
                .extracting(text -> text.lines().findFirst().orElseThrow())
                .containsExactly(
                        "vars:2:1: error: '' names no variable [env-form]",
                        "vars:3:1: error: 'TWO WORDS' names no variable [env-form]",
                        "vars:4:1: error: the line names no variable [env-form]",
                        "vars:5:1: error: the line names no variable [env-form]");
    }

    @Test
    void fileThatCannotBeReadIsAProblem() throws IOException {
        reader.file(folder, "missing");
        reader.file(folder, ".");
        reader.file(folder, "nul\0");
        Files.write(folder.resolve("latin"), "A=\u00fc".getBytes(StandardCharsets.ISO_8859_1));
        reader.file(folder, "latin");
        Files.writeString(folder.resolve("large"), "A=" + "x".repeat(1 << 20));
        reader.file(folder, "large");
        assertThat(problems)
                .extracting(Problem::id)
                .containsExactly(
                        "env-file-missing",
                        "env-file-missing",
                        "env-file-missing",
                        "env-file-encoding",
                        "env-file-size");
    }

    @Test
    void flagIsAValueOrTheCallersOwn() {
        reader.option("A=b=c");
        reader.option("TOKEN");
        reader.option("EMPTY");
        assertThat(reader.values())
                .containsExactly(Map.entry("A", "b=c"), Map.entry("TOKEN", "t0p s3cret"), Map.entry("EMPTY", ""));
        reader.option("UNSET");
        assertThat(problems).extracting(Problem::id).containsExactly("env-unset");
    }

    /** A star would make Podman hand over every variable that begins so. */
    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", "=x", "*", "TOK*", "A B=c", " A=b", "A=b\u0000c", "A\n=b"})
    void flagThatNamesNoVariableIsRefused(String text) {
        reader.option(text);
        assertThat(problems).extracting(Problem::id).containsExactly("env-form");
        assertThat(reader.values()).isEmpty();
    }

    @Test
    void environmentPrintsNamesOnly() {
        assertThat(new Environment(Map.of("TOKEN", "s3cret"))).hasToString("[TOKEN]");
    }
}
