package dev.exeat.engine.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The caches of tools that the user has and has never run: their folders are made as the tools would make them, because inside the jail
 * the home is read-only and a tool that cannot make its cache ends with an error. Nothing is made where a link stands on the way.
 */
final class FirstUse {
    private static final Map<String, List<String>> PROGRAMS = new TreeMap<>(Map.of(
            ".npm/_cacache", List.of("npm"),
            ".m2/repository", List.of("mvn", "mvnw"),
            ".gradle/caches", List.of("gradle", "gradlew"),
            ".cargo/registry", List.of("cargo"),
            ".cache/go-build", List.of("go"),
            "go/pkg/mod", List.of("go"),
            ".cache/pip", List.of("pip", "pip3"),
            ".cache/yarn", List.of("yarn"),
            ".cache/uv", List.of("uv")));

    private FirstUse() {}

    /**
     * Makes what is missing.
     *
     * @param home the user's home, a real path
     * @param has whether the command would find this program
     */
    static void prepare(Path home, Predicate<String> has) {
        PROGRAMS.forEach((cache, programs) -> {
            if (programs.stream().anyMatch(has)) {
                make(home, Path.of(cache));
            }
        });
    }

    private static void make(Path home, Path cache) {
        Path folder = home;
        try {
            for (Path part : cache) {
                folder = folder.resolve(part);
                if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectory(folder);
                } else if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    return;
                }
            }
        } catch (IOException cannot) {
            // a home that cannot be written to: the tool will say so itself, as it would outside
        }
    }
}
