package dev.exeat.cli;

import dev.exeat.cli.completion.Shell;
import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code exeat completion}: a script for the shell that completes commands, flags and their values, and sandboxes. */
@Command(
        name = "completion",
        description = "Prints a completion script for a shell.",
        footer = {
            "",
            "Examples:",
            "  source <(exeat completion bash)",
            "  exeat completion zsh > ~/.zfunc/_exeat",
            "  exeat completion fish > ~/.config/fish/completions/exeat.fish",
            "",
            "For zsh, ~/.zfunc has to be in fpath before compinit is called."
        })
final class CompletionCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
    private Shell shell = Shell.BASH;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out().print(shell.script(Commands.commandLine(console)));
        return ExitStatus.OK;
    }
}
