package dev.exeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.cli.CommandLines.Outcome;
import org.junit.jupiter.api.Test;

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
}
