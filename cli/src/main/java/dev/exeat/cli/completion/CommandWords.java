package dev.exeat.cli.completion;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One command as a shell sees it.
 *
 * @param path its words after {@code exeat}; empty for the program itself
 * @param description one sentence
 * @param flags its flags
 * @param below the commands below it
 * @param places what stands in each place after it; the last one may stand there again and again
 */
record CommandWords(String path, String description, List<Flag> flags, List<CommandWords> below, List<Values> places) {
    /**
     * A flag under all its names.
     *
     * @param value what follows it; null where nothing does
     */
    record Flag(
            List<String> names,
            String description,
            @Nullable Values value) {}

    /** A command and all below it. */
    static CommandWords of(CommandLine command) {
        return of(command, "");
    }

    private static CommandWords of(CommandLine command, String path) {
        CommandSpec spec = command.getCommandSpec();
        String before = path.isEmpty() ? "" : path + " ";
        return new CommandWords(
                path,
                first(spec.usageMessage().description()),
                spec.options().stream().map(CommandWords::flag).toList(),
                command.getSubcommands().entrySet().stream()
                        .map(entry -> of(entry.getValue(), before + entry.getKey()))
                        .toList(),
                spec.positionalParameters().stream()
                        .map(PositionalParamSpec::paramLabel)
                        .map(Values::of)
                        .toList());
    }

    private static Flag flag(OptionSpec option) {
        boolean alone = option.arity().max() == 0;
        return new Flag(
                List.of(option.names()), first(option.description()), alone ? null : Values.of(option.paramLabel()));
    }

    private static String first(String... lines) {
        return lines.length == 0 ? "" : lines[0];
    }

    /** Its last word. */
    String name() {
        return path.substring(path.lastIndexOf(' ') + 1);
    }

    /** Itself and all below it. */
    Stream<CommandWords> all() {
        return Stream.concat(Stream.of(this), below.stream().flatMap(CommandWords::all));
    }
}
