package dev.exeat.cli.run;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a run takes from the process that it was started in.
 *
 * @param environment the caller's environment, as it was before the launcher touched it
 * @param directory the caller's working directory, as the caller names it
 * @param home the user's home
 * @param distribution where the built program lies
 */
record Surroundings(Map<String, String> environment, Path directory, Path home, Path distribution) {
    /** The launcher keeps variables that a JVM would obey under this prefix. */
    private static final String KEPT = "EXEAT_KEEP_";

    /** Those of this process. */
    static Surroundings present() {
        Map<String, String> environment = restored(System.getenv());
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        return new Surroundings(environment, directory(environment), home, Path.of(System.getProperty("exeat.dist")));
    }

    /** The root of the clone or package that the program runs from. */
    Path installation() {
        // the distribution lies in cli/target/dist of the clone
        return distribution.resolve("../../..").normalize();
    }

    private static Map<String, String> restored(Map<String, String> environment) {
        Map<String, String> restored = new HashMap<>();
        environment.forEach(
                (name, value) -> restored.put(name.startsWith(KEPT) ? name.substring(KEPT.length()) : name, value));
        return restored;
    }

    /** The shell's name for the directory where it is right, so that links in it stay. */
    private static Path directory(Map<String, String> environment) {
        Path real = Path.of("").toAbsolutePath();
        Path named = Path.of(environment.getOrDefault("PWD", "/"));
        try {
            return named.isAbsolute() && named.toRealPath().equals(real.toRealPath()) ? named : real;
        } catch (java.io.IOException unreadable) {
            return real;
        }
    }
}
