package dev.exeat.cli.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The test sources of all modules, read as text: what they are called and which cases they name. */
final class TestSources {
    /** The repository. */
    static final Path ROOT =
            Path.of(System.getProperty("exeat.root", "..")).toAbsolutePath().normalize();

    private static final Pattern TAG = Pattern.compile("@Tag\\(\"([A-Z]-[0-9]{3})\"\\)");
    private static final Pattern DECLARATION = Pattern.compile("\\b(class|void|Stream<[^{;]*>|Collection<[^{;]*>|"
            + "Iterable<[^{;]*>|List<[^{;]*>|DynamicNode|DynamicContainer)\\s+(\\w+)\\s*(\\(|\\{|extends|implements)");

    private TestSources() {}

    /** The text of each test class by its simple name. */
    static Map<String, String> byClass() {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .forEach(folder -> readAll(folder, sources));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    private static void readAll(Path folder, Map<String, String> sources) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString();
                sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which tests carry the tag of a case, as {@code Class#method}, or {@code Class} where the class carries it. */
    static Map<String, SortedSet<String>> byCase() {
        Map<String, SortedSet<String>> tests = new TreeMap<>();
        byClass().forEach((name, source) -> {
            Matcher tag = TAG.matcher(source);
            while (tag.find()) {
                tests.computeIfAbsent(tag.group(1), _ -> new TreeSet<>()).add(owner(name, source, tag.end()));
            }
        });
        return tests;
    }

    private static String owner(String className, String source, int after) {
        Matcher declaration = DECLARATION.matcher(source);
        if (!declaration.find(after)) {
            throw new IllegalStateException("nothing is declared after a tag in " + className);
        }
        return declaration.group(1).equals("class") ? className : className + "#" + declaration.group(2);
    }
}
