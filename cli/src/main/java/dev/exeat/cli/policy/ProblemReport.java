package dev.exeat.cli.policy;

import dev.exeat.cli.console.Console;
import dev.exeat.policy.Parsed;
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
                problems.forEach(problem -> console.problem(problem, "error"));
                yield Optional.empty();
            }
        };
    }

    /** The problem as a JSON object. */
    public static Map<String, Object> json(Problem problem, String severity) {
        Map<String, Object> json = new LinkedHashMap<>();
        Console.fields(problem).forEach((key, value) -> {
            if (key.equals("id")) {
                json.put("severity", severity);
            }
            json.put(key, value);
        });
        return json;
    }
}
