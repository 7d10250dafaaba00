package dev.exeat.cli.console;

import java.io.InputStream;
import java.io.PrintWriter;

/**
 * The streams of one invocation.
 *
 * @param out what the user asked for; during {@code run} it belongs to the workload alone
 * @param err everything that Exeat says by itself
 * @param in the caller's input
 */
public record Console(PrintWriter out, PrintWriter err, InputStream in) {

    /** Prints {@code exeat: error: MESSAGE} and, if there is one, the line with the fix. */
    public void error(Failure failure) {
        err.println("exeat: error: " + oneLine(failure.message()));
        if (!failure.fix().isEmpty()) {
            err.println("  fix: " + oneLine(failure.fix()));
        }
        err.flush();
    }

    /** Prints {@code exeat: TEXT} on standard error. */
    public void say(String text) {
        err.println("exeat: " + oneLine(text));
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
