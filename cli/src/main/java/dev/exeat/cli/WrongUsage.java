package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.console.Failure;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and what was meant. */
final class WrongUsage {
    private final Console console;

    WrongUsage(Console console) {
        this.console = console;
    }

    /** Says it, and gives the exit status. */
    int said(ParameterException problem, String... args) {
        if (problem.getCause() instanceof Failure failure) {
            console.error(failure);
            return failure.exitStatus();
        }
        console.error(Failure.usage(message(problem), fix(problem, args)));
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

    private static String fix(ParameterException problem, String... args) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        if (problem instanceof UnmatchedArgumentException unmatched) {
            String program = programBefore(unmatched.getUnmatched().getFirst(), command, List.of(args));
            if (!program.isEmpty()) {
                return "put '--' before the command: exeat run [FLAGS] -- " + program + " ...";
            }
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                return "did you mean " + quoted(suggestions) + "?";
            }
        }
        return "see '" + command.qualifiedName() + " --help'";
    }

    /** The program of {@code exeat run PROGRAM -x}, whose flag stands where Exeat's own are looked for; else empty. */
    private static String programBefore(String flag, CommandSpec command, List<String> args) {
        if (!command.name().equals("run") || args.contains("--")) {
            return "";
        }
        for (int at = args.indexOf("run") + 1; at < args.size() && !args.get(at).equals(flag); at++) {
            String word = args.get(at);
            if (!word.startsWith("-")) {
                return word;
            }
            OptionSpec option = command.findOption(word);
            if (option != null && option.arity().min() > 0) {
                at++;
            }
        }
        return "";
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
}
