package dev.exeat.cli.console;

import dev.exeat.cli.json.JsonText;
import dev.exeat.policy.Place;
import dev.exeat.policy.Problem;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The streams of one invocation.
 *
 * @param out what the user asked for; during {@code run} it belongs to the workload alone
 * @param err everything that Exeat says by itself
 * @param in the caller's input
 * @param json whether what is said on {@code err} is one JSON object a line, for a program
 */
public record Console(PrintWriter out, PrintWriter err, InputStream in, boolean json) {

    /** Streams for a person. */
    public Console(PrintWriter out, PrintWriter err, InputStream in) {
        this(out, err, in, false);
    }

    /** Prints {@code exeat: error: MESSAGE} and, if there is one, the line with the fix. */
    public void error(Failure failure) {
        if (json) {
            print("error", fields(failure));
            return;
        }
        err.println("exeat: error: " + oneLine(failure.message()));
        if (!failure.fix().isEmpty()) {
            err.println("  fix: " + oneLine(failure.fix()));
        }
        err.flush();
    }

    private static Map<String, Object> fields(Failure failure) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", failure.id());
        fields.put("message", failure.message());
        fields.put("fix", failure.fix());
        return fields;
    }

    /**
     * Prints a problem with its place.
     *
     * @param severity {@code error} or {@code warning}
     */
    public void problem(Problem problem, String severity) {
        if (json) {
            print(severity, fields(problem));
            return;
        }
        err.println(problem.report(severity));
        err.flush();
    }

    /** The place of a problem, if it has one, its id, its message and its fix. */
    public static Map<String, Object> fields(Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Place place = problem.place();
        if (place != null) {
            fields.put("file", place.file());
            fields.put("line", place.line());
            fields.put("column", place.column());
        }
        fields.put("id", problem.id());
        fields.put("message", problem.message());
        fields.put("fix", problem.fix());
        return fields;
    }

    /** Prints {@code exeat: TEXT} on standard error. */
    public void say(String text) {
        say("note", "", text);
    }

    /** Prints {@code exeat: note: TEXT} on standard error. */
    public void note(String text) {
        say("note", "note: ", text);
    }

    /** Prints {@code exeat: warning: TEXT} on standard error. */
    public void warn(String text) {
        say("warning", "warning: ", text);
    }

    private void say(String kind, String label, String text) {
        if (json) {
            print(kind, Map.of("message", text));
            return;
        }
        err.println("exeat: " + label + oneLine(text));
        err.flush();
    }

    private void print(String kind, Map<String, Object> fields) {
        err.println(JsonText.of(Map.of(kind, fields)));
        err.flush();
    }

    /** Text with every control character replaced, so that a name from outside cannot steer a terminal. */
    public static String oneLine(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
