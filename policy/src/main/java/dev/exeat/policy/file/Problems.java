package dev.exeat.policy.file;

import dev.exeat.policy.Place;
import dev.exeat.policy.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects problems, not without end. */
final class Problems {
    private static final int MOST = 100;

    private final List<Problem> found = new ArrayList<>();
    private boolean more;

    void add(Place place, String id, String message, String fix) {
        add(new Problem(id, message, fix, place));
    }

    void add(Problem problem) {
        if (found.size() < MOST) {
            found.add(problem);
        } else {
            more = true;
        }
    }

    void addAll(Place place, List<Problem> problems) {
        problems.forEach(problem -> add(problem.place() == null ? problem.at(place) : problem));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Sorted by place. */
    List<Problem> sorted() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Problem.BY_PLACE);
        if (more) {
            sorted.add(
                    new Problem("too-many-problems", "there are more problems than these " + MOST, "mend these first"));
        }
        return List.copyOf(sorted);
    }
}
