package dev.exeat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The completion scripts in the shells that they are for. */
class CompletionTest {
    private static final String BASH = """
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _exeat
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    /** The completion system asks for a terminal; what it would be given is seen without. */
    private static final String ZSH = """
            compadd() { shift; print -l -- $@ }
            _describe() { print -l -- ${${(P)@[-1]}%%:*} }
            _files() { print -l -- *(N) }
            _command_names() { print -l -- ${(k)commands} }
            _normal() { print -l -- "normal $CURRENT $words" }
            compset() { PREFIX=${PREFIX#*=} }
            source "$1"; shift
            words=("$@"); CURRENT=$#; PREFIX=$words[CURRENT]
            _exeat
            """;

    private static final String FISH = """
            source $argv[1]; set -e argv[1]
            complete -C "$(string join ' ' -- $argv)" | string replace -r '\\t.*' ''
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void twoSandboxes() throws IOException {
        for (String name : List.of("calm-otter", "wise-crow")) {
            Files.createDirectories(folder.resolve("home/sandboxes").resolve(name));
        }
        Files.createFile(folder.resolve("some.yaml"));
    }

    private List<String> offered(String shell, String line) throws Exception {
        boolean there = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, shell)));
        assumeTrue(there || Boolean.getBoolean("exeat.tools.required"), shell + " is not there");
        Path script = Files.writeString(
                folder.resolve("script"), CommandLines.run("completion", shell).out());
        String driver = shell.equals("bash") ? BASH : shell.equals("zsh") ? ZSH : FISH;
        Path program = Files.writeString(folder.resolve("driver"), driver);
        String bare = shell.equals("bash") ? "--norc" : shell.equals("zsh") ? "-f" : "--no-config";
        var command = new java.util.ArrayList<>(List.of(shell, bare, program.toString(), script.toString()));
        command.addAll(List.of(line.split(" ", -1)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true);
        builder.environment().put("EXEAT_HOME", folder.resolve("home").toString());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void namesOfSandboxesAreOfferedWhereACommandTakesOne(String shell) throws Exception {
        for (String line :
                List.of("logs ", "audit verify ", "policy show ", "policy apply ", "explain --sandbox ", "logs -f ")) {
            assertThat(offered(shell, "exeat " + line))
                    .as(shell + ": " + line)
                    .contains("calm-otter", "wise-crow", "LAST")
                    .doesNotContain("run");
        }
        assertThat(offered(shell, "exeat logs ")).as(shell).doesNotContain("some.yaml");
        assertThat(offered(shell, "exeat gc ")).as(shell).doesNotContain("calm-otter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void commandsAndFlagsAreOfferedWhereTheyBelong(String shell) throws Exception {
        assertThat(offered(shell, "exeat "))
                .as(shell)
                .contains("run", "logs", "policy", "doctor")
                .doesNotContain("check", "verify");
        assertThat(offered(shell, "exeat policy "))
                .as(shell)
                .contains("check", "suggest")
                .doesNotContain("run", "verify");
        assertThat(offered(shell, "exeat policy suggest --"))
                .as(shell)
                .contains("--with-denied")
                .doesNotContain("--older-than");
        assertThat(offered(shell, "exeat run --allow x --")).as(shell).contains("--publish");
    }

    @ParameterizedTest
    @CsvSource({
        "bash, 'run --profile '",
        "zsh, 'run --profile '",
        "fish, 'run --profile '",
        "zsh, 'run --quiet --profile='",
        "bash, 'run --profile = '",
        "bash, 'explain --profile '",
        "bash, 'run --name logs --profile '"
    })
    void profilesAreOffered(String shell, String line) throws Exception {
        assertThat(offered(shell, "exeat " + line)).containsExactlyInAnyOrder("strict", "airgapped", "permissive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void valuesOfAListAreOffered(String shell) throws Exception {
        assertThat(offered(shell, "exeat run --proxy-env ")).as(shell).containsExactlyInAnyOrder("auto", "on", "off");
        assertThat(offered(shell, "exeat completion ")).as(shell).containsExactlyInAnyOrder("bash", "zsh", "fish");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void filesAreOfferedWhereAFileIsTaken(String shell) throws Exception {
        for (String line : List.of("policy check ", "run --policy ", "policy apply LAST ")) {
            assertThat(offered(shell, "exeat " + line)).as(shell + ": " + line).contains("some.yaml");
        }
    }

    @ParameterizedTest
    @CsvSource({"bash, bash", "zsh, normal 1 "})
    void whatFollowsTheDashesIsACommand(String shell, String expected) throws Exception {
        String word = shell.equals("bash") ? "bas" : "";
        assertThat(offered(shell, "exeat run --allow a -- " + word))
                .anyMatch(line -> line.startsWith(expected.strip()));
    }
}
