package dev.exeat.cli.policy;

import dev.exeat.cli.console.Console;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Place;
import dev.exeat.policy.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Problems as commands print them. */
public final class ProblemReport {
    private ProblemReport() {}

    /** The value, or nothing after every problem was said on standard error. */
    public static <T> Optional<T> valueOf(Parsed<T> parsed, Console console) {
        return switch (parsed) {
            case Parsed.Ok<T>(T value) -> Optional.of(value);
            case Parsed.Bad<T>(List<Problem> problems) -> {
                problems.forEach(problem -> console.err().println(problem.report("error")));
                console.err().flush();
                yield Optional.empty();
            }
        };
    }

    /** The problem as a JSON object. */
    public static Map<String, Object> json(Problem problem, String severity) {
        Map<String, Object> json = new LinkedHashMap<>();
        Place place = problem.place();
        if (place != null) {
            json.put("file", place.file());
            json.put("line", place.line());
            json.put("column", place.column());
        }
        json.put("severity", severity);
        json.put("id", problem.id());
        json.put("message", problem.message());
        json.put("fix", problem.fix());
        return json;
    }
}
