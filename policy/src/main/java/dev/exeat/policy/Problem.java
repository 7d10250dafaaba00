package dev.exeat.policy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that is wrong (or worth a warning) in what a user wrote: a value, never an exception.
 *
 * @param id the kebab-case id of the rule that was broken, one space of ids for the whole product
 * @param message what was found and what was expected: one sentence, lower case, no full stop, the user's words in single quotes
 * @param fix what to write or do instead: one sentence, lower case, no full stop
 */
public record Problem(String id, String message, String fix) {
    /** Every problem on lines of its own, as {@link #toString()} prints it. */
    public static String lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    /** {@code message [id]}, then the fix on a line of its own. */
    @Override
    public String toString() {
        return message + " [" + id + "]\n  fix: " + fix;
    }
}
