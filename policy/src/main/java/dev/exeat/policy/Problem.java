package dev.exeat.policy;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong (or worth a warning) in what a user wrote: a value, never an exception.
 *
 * @param id the kebab-case id of the rule that was broken, one space of ids for the whole product
 * @param message what was found and what was expected: one sentence, lower case, no full stop, the user's words in single quotes
 * @param fix what to write or do instead: one sentence, lower case, no full stop
 * @param place where it was found; null where there is no file, such as in a flag
 */
public record Problem(
        String id, String message, String fix, @Nullable Place place) {
    /** By place; what has none comes last. Problems of one place stay in the order in which they were found. */
    public static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::place, Comparator.nullsLast(Comparator.naturalOrder()));

    /** A problem that is in no file. */
    public Problem(String id, String message, String fix) {
        this(id, message, fix, null);
    }

    /** The same problem, found there. */
    public Problem at(@Nullable Place where) {
        return new Problem(id, message, fix, where);
    }

    /** Every problem on lines of its own, as {@link #toString()} prints it. */
    public static String lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    /**
     * {@code exeat.yaml:7:7: error: message [id]}, or {@code exeat: error: message [id]} where there is no file; then the fix on a
     * line of its own.
     *
     * @param severity {@code error} or {@code warning}
     */
    public String report(String severity) {
        return (place == null ? "exeat" : place) + ": " + severity + ": " + text();
    }

    /** {@code message [id]}, then the fix on a line of its own; the place first where there is one. */
    @Override
    public String toString() {
        return place == null ? text() : report("error");
    }

    private String text() {
        return message + " [" + id + "]\n  fix: " + fix;
    }
}
