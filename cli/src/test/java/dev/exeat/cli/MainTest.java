package dev.exeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.cli.CommandLines.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @Test
    void aMisspeltCommandIsWrongUsageAndTheRightOneIsNamed() {
        Outcome outcome = CommandLines.run("doctr");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("""
                        exeat: error: there is no command 'doctr'
                          fix: did you mean 'doctor'?
                        """);
    }

    @Test
    void helpIsACommandToo() {
        assertThat(CommandLines.run("help", "logs")).isEqualTo(CommandLines.run("logs", "--help"));
        assertThat(CommandLines.run("help")).isEqualTo(CommandLines.run("--help"));
    }

    @Test
    void aMissingCommandIsWrongUsage() {
        assertThat(CommandLines.run())
                .isEqualTo(new Outcome(2, "", "exeat: error: a command is missing\n  fix: see 'exeat --help'\n"));
    }

    @Test
    void aBadDurationIsToldWithTheFormThatIsExpected() {
        Outcome outcome = CommandLines.run("gc", "--older-than", "3x");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("'3x' is no duration: a number and s, m, h or d, such as '10m'")
                .contains("  fix: see 'exeat gc --help'");
    }

    @Test
    void helpNamesEveryCommandAndGoesToStandardOutput() {
        Outcome outcome = CommandLines.run("--help");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("  ls ", "  gc ", "  doctor ", "  completion ", "  version ", "Examples:");
    }

    @Test
    void completionKnowsTheCommandsInEveryShell() {
        for (String shell : new String[] {"bash", "zsh", "fish"}) {
            Outcome outcome = CommandLines.run("completion", shell);
            assertThat(outcome.status()).as(shell).isZero();
            assertThat(outcome.out()).as(shell).contains("doctor", "older-than", "suggest", "with-denied");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.exeat.cli.CommandLines#all")
    void everyCommandHasExamplesThatFitIntoTheNarrowestTerminal(String command) {
        String help = CommandLines.run((command + " --help").split(" ")).out();
        List<String> examples = help.lines()
                .dropWhile(line -> !line.equals("Examples:"))
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .toList();
        assertThat(examples).isNotEmpty().allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(examples)
                .anyMatch(line -> line.contains("exeat " + command + " ") || line.endsWith("exeat " + command));
    }

    @Test
    void errorsAreObjectsWhereObjectsWereAskedFor() {
        assertThat(CommandLines.run("logs", "--json", "no-such"))
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "{\"error\":{\"id\":\"sandbox-unknown\","
                                + "\"message\":\"there is no sandbox 'no-such'\",\"fix\":\"see 'exeat ls'\"}}\n"));
        assertThat(CommandLines.run("gc", "--older-than", "3x", "--json").err())
                .startsWith("{\"error\":{\"id\":\"wrong-usage\",\"message\":\"invalid value")
                .endsWith("\"fix\":\"see 'exeat gc --help'\"}}\n");
        assertThat(CommandLines.run("run", "--json", "--allow", "a..b", "--", "true")
                        .err())
                .startsWith("{\"error\":{\"id\":\"")
                .contains("a..b");
        assertThat(CommandLines.run("run", "--allow", "a..b", "--", "true", "--json")
                        .err())
                .as("the command's own flag")
                .startsWith("exeat: error: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs no-such", "audit verify no-such", "policy show no-such", "policy suggest no-such",
                "policy apply no-such exeat.yaml", "explain a.example --sandbox no-such", "logs", "audit verify LAST"
            })
    void aSandboxThatIsNotThereIsWrongUsageEverywhere(String line) {
        Outcome outcome = CommandLines.run(line.split(" "));
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith("exeat: error: there is no sandbox ")
                .contains("\n  fix: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --allow ,            | --allow ',' has an empty item
            --allow a.example,   | --allow 'a.example,' has an empty item
            --allow=             | --allow is given an empty value
            --deny=              | --deny is given an empty value
            --policy=            | --policy is given an empty value
            --workdir=           | --workdir is given an empty value
            --name=              | --name is given an empty value
            --publish ,          | --publish ',' has an empty item
            --host-port=         | --host-port is given an empty value
            --writable=          | --writable is given an empty value
            --dns-upstream=      | --dns-upstream is given an empty value
            --upstream-proxy=    | --upstream-proxy is given an empty value
            """)
    void anEmptyValueIsRefused(String flag, String message) {
        Outcome outcome = CommandLines.run(("run " + flag + " -- true").split(" "));
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith("exeat: error: " + message + "\n  fix: write a value, --")
                .endsWith(", or leave it out\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run curl -s https://a.example                 | put '--' before the command: exeat run [FLAGS] -- curl ...
            run --allow a.example --quiet curl -sI a      | put '--' before the command: exeat run [FLAGS] -- curl ...
            run --allow=a.example curl --head a           | put '--' before the command: exeat run [FLAGS] -- curl ...
            run --alow a.example -- curl                  | did you mean '--allow'
            run --qqqqqqq -- curl -s                      | see 'exeat run --help'
            """)
    void aFlagOfTheCommandWithoutADashDashIsToldApart(String line, String fix) {
        Outcome outcome = CommandLines.run(line.split(" +"));
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("exeat: error: unknown option").contains("\n  fix: " + fix);
    }
}
