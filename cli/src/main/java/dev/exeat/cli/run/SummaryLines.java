package dev.exeat.cli.run;

import java.util.ArrayList;
import java.util.List;

/** Reads the summary that a gateway prints before it ends. */
final class SummaryLines {
    private long allowed;
    private long denied;
    private final List<Summary.Denial> denials = new ArrayList<>();
    private final List<Summary.Trouble> troubles = new ArrayList<>();
    private Summary.Unrecorded unrecorded = Summary.Unrecorded.NOTHING;

    /**
     * Takes a {@code summary ALLOWED DENIED}, {@code denied TARGET COUNT REASON}, {@code trouble KIND SERVER FAILED ASKED WHY} or
     * {@code unrecorded COUNT WHY} line; a line of another form is passed over.
     */
    void add(String word, String rest) {
        String[] words = rest.split(" ", -1);
        if (word.equals("summary") && words.length == 2) {
            allowed = number(words[0]);
            denied = number(words[1]);
        } else if (word.equals("denied") && words.length == 3) {
            denials.add(new Summary.Denial(words[0], number(words[1]), words[2]));
        } else if (word.equals("trouble")) {
            trouble(rest.split(" ", 5));
        } else if (word.equals("unrecorded") && words.length > 1) {
            unrecorded = new Summary.Unrecorded(number(words[0]), rest.substring(rest.indexOf(' ') + 1));
        }
    }

    private void trouble(String... words) {
        if (words.length == 5) {
            troubles.add(new Summary.Trouble(words[0], words[1], number(words[2]), number(words[3]), words[4]));
        }
    }

    Summary summary() {
        return new Summary(true, allowed, denied, List.copyOf(denials), List.copyOf(troubles), unrecorded);
    }

    private static long number(String digits) {
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }
}
