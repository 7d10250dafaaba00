package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command line as tests see it. */
public final class CommandLines {
    private CommandLines() {}

    /** What a command said and how it ended. */
    record Outcome(int status, String out, String err) {}

    static Outcome run(String... args) {
        return fed("", args);
    }

    /** With this standard input. */
    static Outcome fed(String input, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = new Main(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
                .run(args);
        return new Outcome(status, out.toString(), err.toString());
    }

    /** The flags of a command and of the commands below it. */
    public static Set<String> flags(String command) {
        CommandLine found =
                Commands.commandLine(nowhere(), command).getSubcommands().get(command);
        return found == null ? Set.of() : allFlags(found).collect(Collectors.toSet());
    }

    /** The words of every command, such as {@code policy check}. */
    static List<String> all() {
        return all(Commands.commandLine(nowhere()), "").toList();
    }

    private static Stream<String> all(CommandLine parent, String before) {
        return parent.getSubcommands().entrySet().stream()
                .flatMap(entry -> Stream.concat(
                        Stream.of(before + entry.getKey()), all(entry.getValue(), before + entry.getKey() + " ")));
    }

    private static Console nowhere() {
        return new Console(
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                InputStream.nullInputStream());
    }

    private static Stream<String> allFlags(CommandLine command) {
        Stream<String> own = command.getCommandSpec().options().stream().flatMap(option -> Stream.of(option.names()));
        return Stream.concat(own, command.getSubcommands().values().stream().flatMap(CommandLines::allFlags));
    }
}
