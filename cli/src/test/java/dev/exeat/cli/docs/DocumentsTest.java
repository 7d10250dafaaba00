package dev.exeat.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.cli.CommandLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name exists. */
class DocumentsTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:#(\\w+))?`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern EXEAT_LINE = Pattern.compile(
            "(?m)^\\s*(?:\\$ )?(?:sudo )?(?:\\./)?exeat (run|policy|explain|logs|ls|gc|doctor|audit|completion|version)\\b(.*)$");
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");

    @Test
    void everyTestNamedInTheInvariantsExists() throws IOException {
        Map<String, String> sources = TestSources.byClass();
        List<String> missing = new ArrayList<>();
        Matcher test = TEST.matcher(Files.readString(TestSources.ROOT.resolve("docs/invariants.md")));
        int named = 0;
        while (test.find()) {
            named++;
            String source = sources.getOrDefault(test.group(1), "");
            if (source.isEmpty() || (test.group(2) != null && !source.contains(" " + test.group(2) + "("))) {
                missing.add(test.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(50);
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    dead.add(page.getFileName() + ": " + link.group(1));
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void everyFlagInAnExampleExists() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (Path page : pages()) {
            Matcher line = EXEAT_LINE.matcher(Files.readString(page));
            while (line.find()) {
                Set<String> known = CommandLines.flags(line.group(1));
                FLAG.matcher(line.group(2).replaceFirst(" -- .*", ""))
                        .results()
                        .filter(flag -> !known.contains(flag.group()))
                        .forEach(flag -> unknown.add(page.getFileName() + ": " + line.group(1) + " " + flag.group()));
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(TestSources.ROOT.resolve("docs"));
                Stream<Path> top = Files.list(TestSources.ROOT)) {
            return Stream.concat(docs, top)
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }
}
