package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.console.Failure;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry of the command line: parses, runs one command, gives its exit status. */
public final class Main {
    private final Console console;

    /** A command line on these streams. */
    public Main(PrintWriter out, PrintWriter err, InputStream in) {
        this.console = new Console(out, err, in);
    }

    /** Runs on the process's own streams and ends the process. */
    public static void main(String[] args) {
        int status = new Main(writer(FileDescriptor.out), writer(FileDescriptor.err), System.in).run(args);
        System.exit(status);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        var bytes = new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 13);
        return new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), false);
    }

    /**
     * Runs one command.
     *
     * @return the exit status: the command's own, 2 for wrong usage, 125 for a failure of Exeat itself
     */
    public int run(String... typed) {
        String[] args = asHelpFlag(typed);
        CommandLine commandLine = Commands.commandLine(console, args);
        commandLine.setParameterExceptionHandler(this::wrongUsage);
        commandLine.setExecutionExceptionHandler((failure, _, _) -> failed(failure));
        int status = commandLine.execute(args);
        console.out().flush();
        console.err().flush();
        return status;
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

    private int wrongUsage(ParameterException problem, String[] args) {
        if (problem.getCause() instanceof Failure failure) {
            return failed(failure);
        }
        console.error(Failure.usage(message(problem), fix(problem)));
        return ExitStatus.USAGE;
    }

    private static String message(ParameterException problem) {
        boolean root = problem.getCommandLine().getParent() == null;
        if (root && problem instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            if (!word.startsWith("-")) {
                return "there is no command '" + word + "'";
            }
        }
        return lowerFirst(String.valueOf(problem.getMessage()));
    }

    private static String fix(ParameterException problem) {
        String name = problem.getCommandLine().getCommandSpec().qualifiedName();
        if (problem instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                return "did you mean " + quoted(suggestions) + "?";
            }
        }
        return "see '" + name + " --help'";
    }

    private static String quoted(List<String> words) {
        return String.join(
                " or ", words.stream().limit(3).map(w -> "'" + w + "'").toList());
    }

    /** Options and values keep their spelling; only the first letter of the library's sentence is lowered. */
    private static String lowerFirst(String text) {
        String first = text.lines().findFirst().orElse(text);
        boolean capital =
                first.length() > 1 && Character.isUpperCase(first.charAt(0)) && Character.isLowerCase(first.charAt(1));
        return capital ? Character.toLowerCase(first.charAt(0)) + first.substring(1) : first;
    }

    private int failed(Exception problem) {
        if (problem instanceof Failure failure) {
            console.error(failure);
            return failure.exitStatus();
        }
        console.error(Failure.of(
                "this is a bug in exeat: " + problem, "run it again with EXEAT_DEBUG=1 and report what it prints"));
        if (System.getenv("EXEAT_DEBUG") != null) {
            problem.printStackTrace(console.err());
        }
        return ExitStatus.OWN_FAILURE;
    }
}
