package dev.exeat.cli.completion;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What bash and zsh have in common: functions that look the words so far up, and leave what they find in {@code found}. */
final class CaseTables {
    private CaseTables() {}

    /**
     * The functions.
     *
     * @param item how a command or a flag and its description become one word of an array
     */
    static String of(CommandWords root, BiFunction<String, String, String> item) {
        List<CommandWords> all = root.all().toList();
        return function(
                        "_exeat_is_command",
                        all.stream().skip(1).map(command -> row(quoted(before(command) + " " + command.name()), "yes")))
                + function("_exeat_value_of", all.stream().flatMap(CaseTables::values))
                + function("_exeat_place", all.stream().flatMap(CaseTables::places))
                + function(
                        "_exeat_flags",
                        all.stream()
                                .map(command -> row(
                                        quoted(command.path()),
                                        command.flags().stream()
                                                .flatMap(flag -> flag.names().stream()
                                                        .map(name -> item.apply(name, flag.description())))
                                                .toArray(String[]::new))))
                + function(
                        "_exeat_commands",
                        all.stream()
                                .filter(command -> !command.below().isEmpty())
                                .map(command -> row(
                                        quoted(command.path()),
                                        command.below().stream()
                                                .map(below -> item.apply(below.name(), below.description()))
                                                .toArray(String[]::new))));
    }

    private static String before(CommandWords command) {
        int space = command.path().lastIndexOf(' ');
        return space < 0 ? "" : command.path().substring(0, space);
    }

    private static Stream<String> values(CommandWords command) {
        return command.flags().stream()
                .filter(flag -> flag.value() != null)
                .map(flag -> row(
                        flag.names().stream()
                                .map(name -> quoted(command.path() + " " + name))
                                .collect(Collectors.joining(" | ")),
                        words(Objects.requireNonNull(flag.value()))));
    }

    private static Stream<String> places(CommandWords command) {
        List<Values> places = command.places();
        return Stream.iterate(0, at -> at < places.size(), at -> at + 1).map(at -> {
            boolean last = at == places.size() - 1;
            return row(quoted(command.path() + " ") + (last ? "*" : at.toString()), words(places.get(at)));
        });
    }

    private static String[] words(Values values) {
        return switch (values) {
            case Values.Words(List<String> words) ->
                Stream.concat(Stream.of("words"), words.stream()).toArray(String[]::new);
            case Values.Sandboxes() -> new String[] {"sandboxes"};
            case Values.Files() -> new String[] {"files"};
            case Values.Programs() -> new String[] {"programs"};
            case Values.Anything() -> new String[] {"anything"};
        };
    }

    private static String function(String name, Stream<String> rows) {
        return name + "() {\n  found=()\n  case \"$1\" in\n" + rows.collect(Collectors.joining()) + "  esac\n}\n\n";
    }

    private static String row(String pattern, String... words) {
        return "    " + pattern + ") found=(" + Stream.of(words).collect(Collectors.joining(" ")) + ") ;;\n";
    }

    /** A word that a shell takes as it stands. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
