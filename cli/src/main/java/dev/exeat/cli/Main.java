package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.console.OutputFailure;
import dev.exeat.cli.console.StandardOutput;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The entry of the command line: parses, runs one command, gives its exit status. */
public final class Main {
    private final PrintWriter out;
    private final PrintWriter err;
    private final InputStream in;
    private boolean lost;

    /** A command line on these streams. */
    public Main(PrintWriter out, PrintWriter err, InputStream in) {
        this.out = out;
        this.err = err;
        this.in = in;
    }

    /** Runs on the process's own streams and ends the process. */
    public static void main(String[] args) {
        PrintWriter out = writer(new StandardOutput());
        PrintWriter err = writer(new FileOutputStream(FileDescriptor.err));
        System.exit(new Main(out, err, System.in).run(args));
    }

    private static PrintWriter writer(OutputStream stream) {
        var bytes = new BufferedOutputStream(stream, 1 << 13);
        return new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), false);
    }

    /**
     * Runs one command.
     *
     * @return the exit status: the command's own, 2 for wrong usage, 125 for a failure of Exeat itself
     */
    public int run(String... typed) {
        String[] args = asHelpFlag(typed);
        Console console = new Console(out, err, in, asksForJson(args));
        CommandLine commandLine = Commands.commandLine(console, args);
        WrongUsage usage = new WrongUsage(console);
        commandLine.setParameterExceptionHandler((problem, words) -> usage.said(problem, words));
        commandLine.setExecutionExceptionHandler((failure, _, _) -> failed(console, failure));
        commandLine.setExecutionStrategy(parsed -> {
            EmptyValues.refuse(parsed);
            return deliver(console, () -> new CommandLine.RunLast().execute(parsed));
        });
        int status = deliver(console, () -> {
            int ended = commandLine.execute(args);
            // nothing can be delivered any more after that
            if (!lost) {
                out.flush();
            }
            return ended;
        });
        err.flush();
        return status;
    }

    /** Standard output may fail wherever it is written to, which the library would take for a bug. */
    private int deliver(Console console, IntSupplier step) {
        try {
            return step.getAsInt();
        } catch (OutputFailure failure) {
            return failed(console, failure);
        }
    }

    /** {@code help run} is {@code run --help}. */
    private static String[] asHelpFlag(String... args) {
        if (args.length == 0 || !args[0].equals("help")) {
            return args;
        }
        List<String> words = new ArrayList<>(List.of(args).subList(1, args.length));
        words.add("--help");
        return words.toArray(String[]::new);
    }

    /** Looked up before anything is parsed, so that a mistake in the other words is told in the same form. */
    private static boolean asksForJson(String... args) {
        return Stream.of(args).takeWhile(word -> !word.equals("--")).anyMatch("--json"::equals);
    }

    private int failed(Console console, Exception problem) {
        return switch (problem) {
            case Failure failure -> {
                console.error(failure);
                yield failure.exitStatus();
            }
            case OutputFailure undelivered -> undelivered(console, undelivered);
            default -> bug(console, problem);
        };
    }

    private int undelivered(Console console, OutputFailure failure) {
        lost = true;
        if (failure.readerGone()) {
            return ExitStatus.READER_GONE;
        }
        console.error(Failure.of("cannot write to standard output: " + failure.getMessage(), ""));
        return ExitStatus.OWN_FAILURE;
    }

    private static int bug(Console console, Exception problem) {
        console.error(Failure.of(
                "this is a bug in exeat: " + problem, "run it again with EXEAT_DEBUG=1 and report what it prints"));
        if (System.getenv("EXEAT_DEBUG") != null) {
            problem.printStackTrace(console.err());
        }
        return ExitStatus.OWN_FAILURE;
    }
}
