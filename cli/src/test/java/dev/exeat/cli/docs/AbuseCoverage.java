package dev.exeat.cli.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The page {@code docs/abuse-coverage.md}: every case with the tests that name it, or the reason why none does. */
final class AbuseCoverage {
    private static final Path DOCS = TestSources.ROOT.resolve("docs");
    static final Path PAGE = DOCS.resolve("abuse-coverage.md");
    static final Path EXCEPTIONS = DOCS.resolve("abuse-exceptions.tsv");
    private static final String EXCEPTIONS_HEADER = "case\tstatus\treason";
    private static final Map<Character, String> AREAS = Map.of(
            'A', "names",
            'B', "DNS",
            'C', "TLS, HTTP, SOCKS",
            'D', "networks and namespaces",
            'E', "faults",
            'F', "load and limits",
            'H', "approvals, audit, trust");

    /** One case of the list. */
    record Case(String id, String layer, String title) {}

    /** Why no test names a case: {@code not-applicable}, or {@code open} with the part that will cover it. */
    record Excuse(String status, String reason) {}

    private final List<Case> cases;
    private final SequencedMap<String, Excuse> exceptions;
    private final Map<String, SortedSet<String>> tests;

    AbuseCoverage() throws IOException {
        cases = rows(DOCS.resolve("abuse-cases.tsv")).stream()
                .map(row -> new Case(row[0], row[1], row[2]))
                .toList();
        exceptions = new TreeMap<>();
        rows(EXCEPTIONS).forEach(row -> exceptions.put(row[0], new Excuse(row[1], row[2])));
        tests = TestSources.byCase();
    }

    private static List<String[]> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> line.split("\t", 3))
                .toList();
    }

    /** Everything that keeps the page from being true. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        List<String> ids = cases.stream().map(Case::id).toList();
        tests.forEach((id, names) -> {
            if (!ids.contains(id)) {
                problems.add("no case " + id + ", which is named by " + names);
            }
            if (exceptions.containsKey(id)) {
                problems.add(id + " is covered by " + names + " and still excused in " + EXCEPTIONS.getFileName());
            }
        });
        ids.stream()
                .filter(id -> !tests.containsKey(id) && !exceptions.containsKey(id))
                .forEach(id -> problems.add(id + " is neither named by a test nor excused"));
        exceptions.forEach((id, exception) -> {
            if (!ids.contains(id) || !List.of("open", "not-applicable").contains(exception.status())) {
                problems.add("bad line for " + id + " in " + EXCEPTIONS.getFileName());
            }
        });
        return problems;
    }

    /** The excuses that are still needed. */
    String prunedExceptions() {
        StringBuilder text = new StringBuilder(EXCEPTIONS_HEADER).append('\n');
        exceptions.forEach((id, exception) -> {
            if (!tests.containsKey(id)) {
                text.append(String.join("\t", id, exception.status(), exception.reason()))
                        .append('\n');
            }
        });
        return text.toString();
    }

    String page() {
        StringBuilder page = new StringBuilder("""
                # Abuse coverage

                Cases of misuse, from public advisories, issues, RFCs and test suites, and the tests that name them (`@Tag("B-031")`).
                Generated: change the tests or `abuse-exceptions.tsv`, then run
                `./mvnw -pl cli -am test -Dtest=AbuseCoverageTest -Dsurefire.failIfNoSpecifiedTests=false -Dexeat.regenerate=true`.

                """);
        page.append(summary());
        AREAS.keySet().stream().sorted().forEach(area -> page.append(section(area)));
        return page.toString();
    }

    private String summary() {
        StringBuilder table =
                new StringBuilder("| area | cases | covered | not applicable | open |\n|---|---|---|---|---|\n");
        AREAS.keySet().stream().sorted().forEach(area -> table.append(summary(area + " " + AREAS.get(area), of(area))));
        return table.append(summary("all", cases)).toString();
    }

    private String summary(String title, List<Case> some) {
        return "| %s | %d | %d | %d | %d |\n"
                .formatted(
                        title, some.size(), count(some, "covered"), count(some, "not-applicable"), count(some, "open"));
    }

    private long count(List<Case> some, String status) {
        return some.stream().filter(c -> status(c.id()).equals(status)).count();
    }

    private String status(String id) {
        return tests.containsKey(id) ? "covered" : exceptions.get(id).status();
    }

    private List<Case> of(char area) {
        return cases.stream().filter(c -> c.id().charAt(0) == area).toList();
    }

    private String section(char area) {
        StringBuilder section = new StringBuilder("\n## " + area + ": " + AREAS.get(area) + "\n\n");
        section.append("| case | layer | input | status | tests, or why not |\n|---|---|---|---|---|\n");
        for (Case c : of(area)) {
            String why = tests.containsKey(c.id())
                    ? "`" + String.join("`, `", tests.get(c.id())) + "`"
                    : exceptions.get(c.id()).reason();
            section.append("| %s | %s | %s | %s | %s |\n"
                    .formatted(c.id(), c.layer(), c.title(), status(c.id()).replace('-', ' '), why));
        }
        return section.toString();
    }
}
