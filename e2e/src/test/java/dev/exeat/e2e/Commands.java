package dev.exeat.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a process to its end, with a deadline, and keeps what it said. */
final class Commands {
    /** What a process said and how it ended. */
    record Outcome(int status, String out, String err, Duration took) {
        @Override
        public String toString() {
            return "status %d after %d ms%n--- stdout%n%s%n--- stderr%n%s".formatted(status, took.toMillis(), out, err);
        }
    }

    private Commands() {}

    static Outcome run(String... words) {
        return run(Duration.ofSeconds(30), Path.of("/"), Map.of(), words);
    }

    static Outcome run(Duration limit, Path directory, Map<String, String> environment, String... words) {
        var started = Instant.now();
        try {
            var builder = new ProcessBuilder(words).directory(directory.toFile());
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            var out = reading(process.getInputStream());
            var err = reading(process.getErrorStream());
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException("no end within %s: %s%n%s%n%s"
                        .formatted(limit, String.join(" ", words), settled(out), settled(err)));
            }
            return new Outcome(
                    process.exitValue(), settled(out), settled(err), Duration.between(started, Instant.now()));
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + String.join(" ", words) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Runs a command of the world's own that must succeed. */
    static String must(String... words) {
        Outcome outcome = run(words);
        if (outcome.status() != 0) {
            throw new IllegalStateException(String.join(" ", words) + "\n" + outcome);
        }
        return outcome.out();
    }

    static CompletableFuture<String> reading(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        return "";
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    // a process that was left behind may hold the pipe open: what a test wants to know is then in the test's own claim
    private static String settled(CompletableFuture<String> reading) {
        return reading.completeOnTimeout("(the pipe is still held open by another process)", 2, TimeUnit.SECONDS)
                .join();
    }

    static String[] join(String[] first, String... second) {
        var words = new ArrayList<>(List.of(first));
        words.addAll(List.of(second));
        return words.toArray(String[]::new);
    }
}
