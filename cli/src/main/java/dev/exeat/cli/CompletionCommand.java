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
        return fish(root, "").collect(Collectors.joining("\n", "", "\n"));
    }

    /** The commands below one and their options, at every depth; {@code seen} is the condition that the words so far are there. */
    private static Stream<String> fish(CommandLine parent, String seen) {
        return parent.getSubcommands().entrySet().stream().flatMap(entry -> {
            String here = seen.isEmpty() ? "__fish_use_subcommand" : seen;
            String below = (seen.isEmpty() ? "" : seen + "; and ") + "__fish_seen_subcommand_from " + entry.getKey();
            CommandLine command = entry.getValue();
            String line = "complete -c exeat -f -n '" + here + "' -a " + entry.getKey() + " -d "
                    + quoted(description(command));
            Stream<String> options = command.getCommandSpec().options().stream().map(option -> option(below, option));
            return Stream.concat(Stream.of(line), Stream.concat(options, fish(command, below)));
        });
    }

    private static String description(CommandLine command) {
        String[] lines = command.getCommandSpec().usageMessage().description();
        return lines.length == 0 ? "" : lines[0];
    }

    private static String option(String condition, OptionSpec option) {
        String names = Stream.of(option.names())
                .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                .collect(Collectors.joining(" "));
        String value = option.arity().max() > 0 ? " -r" : "";
        String description = option.description().length == 0 ? "" : option.description()[0];
        return "complete -c exeat -n '" + condition + "' " + names + value + " -d " + quoted(description);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
