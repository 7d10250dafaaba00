package dev.exeat.cli.run;

import java.util.ArrayList;
import java.util.List;

/** Reads the summary that a gateway prints before it ends. */
final class SummaryLines {
    private long allowed;
    private long denied;
    private final List<Summary.Denial> denials = new ArrayList<>();

    /** Takes a {@code summary ALLOWED DENIED} or {@code denied TARGET COUNT REASON} line; a line of another form is passed over. */
    void add(String word, String rest) {
        String[] words = rest.split(" ", -1);
        if (word.equals("summary") && words.length == 2) {
            allowed = number(words[0]);
            denied = number(words[1]);
        } else if (word.equals("denied") && words.length == 3) {
            denials.add(new Summary.Denial(words[0], number(words[1]), words[2]));
        }
    }

    Summary summary() {
        return new Summary(true, allowed, denied, List.copyOf(denials));
    }

    private static long number(String digits) {
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }
}
