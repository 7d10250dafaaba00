package dev.exeat.cli.completion;

import dev.exeat.cli.completion.CommandWords.Flag;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The script for fish. */
final class FishScript {
    private static final String HEAD = """
            # fish completion for exeat: exeat completion fish > ~/.config/fish/completions/exeat.fish

            function __exeat_sandboxes
                set -l home $EXEAT_HOME
                test -n "$home"; or set home $HOME/.exeat
                for folder in $home/sandboxes/*/
                    basename $folder
                end
                echo LAST
            end

            complete -c exeat -f
            """;

    private FishScript() {}

    static String of(CommandWords root) {
        return HEAD + root.all().flatMap(FishScript::lines).collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> lines(CommandWords command) {
        String here = condition(command);
        Stream<String> below = command.below().stream().map(one -> line(here, "-a " + one.name(), one.description()));
        Stream<String> flags =
                command.flags().stream().map(flag -> line(here, names(flag) + value(flag.value()), flag.description()));
        Stream<String> places =
                command.places().stream().map(values -> "complete -c exeat -n " + quoted(here) + place(values));
        return Stream.of(below, flags, places).flatMap(lines -> lines);
    }

    /** That the words of the command are there, and none of a command below it. */
    private static String condition(CommandWords command) {
        List<String> below = command.below().stream().map(CommandWords::name).toList();
        String seen = Stream.of(command.path().split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> "__fish_seen_subcommand_from " + word)
                .collect(Collectors.joining("; and "));
        if (below.isEmpty()) {
            return seen;
        }
        return seen.isEmpty()
                ? "__fish_use_subcommand"
                : seen + "; and not __fish_seen_subcommand_from " + String.join(" ", below);
    }

    private static String line(String condition, String what, String description) {
        return "complete -c exeat -n " + quoted(condition) + " " + what + " -d " + quoted(description);
    }

    private static String names(Flag flag) {
        return flag.names().stream()
                .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                .collect(Collectors.joining(" "));
    }

    private static String value(@Nullable Values value) {
        return switch (value) {
            case null -> "";
            case Values.Words(List<String> words) -> " -x -a " + quoted(String.join(" ", words));
            case Values.Sandboxes() -> " -x -a '(__exeat_sandboxes)'";
            case Values.Files() -> " -r -F";
            case Values.Programs(), Values.Anything() -> " -x";
        };
    }

    private static String place(Values values) {
        return switch (values) {
            case Values.Words(List<String> words) -> " -a " + quoted(String.join(" ", words));
            case Values.Sandboxes() -> " -a '(__exeat_sandboxes)'";
            case Values.Files() -> " -F";
            case Values.Programs() -> " -F -a '(__fish_complete_subcommand --fcs-skip=2)'";
            case Values.Anything() -> "";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
