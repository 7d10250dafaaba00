package dev.exeat.cli.suggest;

import dev.exeat.policy.HostName;
import dev.exeat.policy.PortSet;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes a suggestion as a policy file. What it does not allow stands in comments, at most {@value #MOST_COMMENTS} of a kind. */
final class SuggestionText {
    private static final int MOST_COMMENTS = 500;
    private static final String ITEM = "    - ";

    private final Suggestion suggestion;
    private final Map<Entry, Set<String>> remedies = new LinkedHashMap<>();
    private final Set<String> shut = new LinkedHashSet<>();
    private final StringBuilder out = new StringBuilder();

    SuggestionText(Suggestion suggestion, boolean withDenied) {
        this.suggestion = suggestion;
        if (withDenied) {
            suggestion.denied().keySet().forEach(this::sort);
        }
    }

    private void sort(Denial denial) {
        Entry remedy = denial.remedy();
        if (remedy == null) {
            shut.add(denial.sentence());
        } else {
            remedies.computeIfAbsent(remedy, _ -> new TreeSet<>()).add(denial.reason());
        }
    }

    String write() {
        line("# What the sandbox '" + suggestion.sandbox() + "' used from "
                + suggestion.from().truncatedTo(ChronoUnit.SECONDS) + " to "
                + suggestion.until().truncatedTo(ChronoUnit.SECONDS) + ".");
        line("# Suggested by 'exeat policy suggest': read it before you use it.");
        line("version: 1");
        line("profile: strict");
        egress();
        if (!suggestion.hostPorts().isEmpty()) {
            line("host: "
                    + suggestion.hostPorts().ranges().stream()
                            .map(PortSet.Range::toString)
                            .collect(Collectors.joining(", ", "[", "]")));
        }
        comments(
                "Looked up and never connected to:",
                suggestion.lookedUp().stream().map(HostName::ascii).toList());
        comments("Allowed, and never answered:", suggestion.unanswered());
        comments("Denied, and opened by no item of 'egress.allow':", List.copyOf(shut));
        return out.toString();
    }

    private void egress() {
        if (!suggestion.entries().isEmpty()) {
            line("egress:");
            line("  allow:");
            suggestion.entries().forEach(entry -> item("", entry, ""));
        }
        if (remedies.isEmpty()) {
            return;
        }
        line("# Denied. Allow what you trust by taking the '#' away:");
        if (suggestion.entries().isEmpty()) {
            line("#egress:");
            line("#  allow:");
        }
        remedies.entrySet().stream()
                .limit(MOST_COMMENTS)
                .forEach(denied -> item("#", denied.getKey(), "  # " + String.join(", ", denied.getValue())));
        more(remedies.size());
    }

    private void item(String mark, Entry entry, String note) {
        List<String> lines = entry.lines();
        line(mark + ITEM + lines.getFirst() + note);
        lines.stream().skip(1).forEach(rest -> line(mark + " ".repeat(ITEM.length()) + rest));
    }

    private void comments(String title, List<String> texts) {
        if (!texts.isEmpty()) {
            line("# " + title);
            texts.stream().limit(MOST_COMMENTS).forEach(text -> line("#   " + printable(text)));
            more(texts.size());
        }
    }

    private void more(int count) {
        if (count > MOST_COMMENTS) {
            line("#   and " + (count - MOST_COMMENTS) + " more");
        }
    }

    /** What a command made up stays in its comment, and cannot steer a terminal. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> c < ' ' || c > '~' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
