package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** {@code exeat completion}: a script for the shell that completes commands and flags. */
@Command(
        name = "completion",
        description = "Prints a completion script for a shell.",
        footer = {
            "",
            "Examples:",
            "  source <(exeat completion bash)",
            "  exeat completion fish > ~/.config/fish/completions/exeat.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    /** The shells. */
    enum Shell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Console console;

    @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
    private Shell shell = Shell.BASH;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandLine everything = Commands.commandLine(console);
        console.out().print(shell == Shell.FISH ? fish(everything) : AutoComplete.bash("exeat", everything));
        return ExitStatus.OK;
    }

    private static String fish(CommandLine root) {
        Stream<String> commands = root.getSubcommands().entrySet().stream()
                .map(command -> "complete -c exeat -f -n __fish_use_subcommand -a " + command.getKey() + " -d "
                        + quoted(description(command.getValue())));
        Stream<String> options = root.getSubcommands().entrySet().stream()
                .flatMap(command -> command.getValue().getCommandSpec().options().stream()
                        .map(option -> option(command.getKey(), option)));
        return Stream.concat(commands, options).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String description(CommandLine command) {
        String[] lines = command.getCommandSpec().usageMessage().description();
        return lines.length == 0 ? "" : lines[0];
    }

    private static String option(String command, OptionSpec option) {
        String names = Stream.of(option.names())
                .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                .collect(Collectors.joining(" "));
        String value = option.arity().max() > 0 ? " -r" : "";
        String description = option.description().length == 0 ? "" : option.description()[0];
        return "complete -c exeat -n '__fish_seen_subcommand_from " + command + "' " + names + value + " -d "
                + quoted(description);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
