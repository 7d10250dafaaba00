package dev.exeat.policy.file;

import dev.exeat.policy.Place;
import dev.exeat.policy.Quoted;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says in the words of this product what the YAML library found wrong. */
final class SyntaxProblem {
    private SyntaxProblem() {}

    static void add(PolicyFile file, Problems problems, MarkedYamlEngineException malformed) {
        Place place = malformed
                .getProblemMark()
                .or(malformed::getContextMark)
                .map(mark -> placeOf(file, mark))
                .orElse(new Place(file.name(), 1, 1));
        String line = line(file, place.line());
        String problem = malformed.getProblem() == null ? "it is not YAML" : malformed.getProblem();
        problems.add(
                place,
                "yaml-syntax",
                "the text is not YAML here: " + oneLine(problem),
                isPattern(line, place.column())
                        ? "write a pattern that begins with '*' in quotes, for example \"**.example.com\""
                        : "look at the indentation, the quotes and the brackets of this line and the one before");
    }

    /** Whether what YAML stumbled over is a wildcard, which it takes for the beginning of an alias. */
    private static boolean isPattern(String line, int column) {
        int at = line.offsetByCodePoints(0, Math.min(column, line.codePointCount(0, line.length())));
        String before = line.substring(0, at);
        return before.endsWith("*") || before.endsWith("*.");
    }

    static Place placeOf(PolicyFile file, Mark mark) {
        return new Place(file.name(), mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** The place of the code point with this number from 0. */
    static Place placeOf(PolicyFile file, int position) {
        int end = file.text()
                .offsetByCodePoints(
                        0,
                        Math.clamp(
                                position,
                                0,
                                file.text().codePointCount(0, file.text().length())));
        String before = file.text().substring(0, end);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        String last = before.substring(before.lastIndexOf('\n') + 1);
        return new Place(file.name(), line, last.codePointCount(0, last.length()) + 1);
    }

    private static String line(PolicyFile file, int number) {
        List<String> lines = file.lines();
        return number <= lines.size() ? lines.get(number - 1) : "";
    }

    private static String oneLine(String text) {
        String quoted = Quoted.of(text);
        return quoted.substring(1, quoted.length() - 1);
    }
}
