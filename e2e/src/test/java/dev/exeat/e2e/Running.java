package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A process that is left running, with the lines it has said so far. */
final class Running implements AutoCloseable {
    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();

    private Running(Process process) {
        this.process = process;
    }

    static Running start(Path directory, String... words) {
        try {
            var running = new Running(
                    new ProcessBuilder(words).directory(directory.toFile()).start());
            running.collect(running.process.inputReader(UTF_8), running.out);
            running.collect(running.process.errorReader(UTF_8), running.err);
            return running;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void collect(BufferedReader reader, List<String> lines) {
        Thread.ofVirtual().start(() -> {
            try (reader) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                // it was killed, and its pipe with it
            }
        });
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    List<String> out() {
        return List.copyOf(out);
    }

    List<String> err() {
        return List.copyOf(err);
    }

    /** Writes a line to the command's standard input. */
    void say(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new IllegalStateException("it has ended: " + this, e);
        }
    }

    /** Waits for the line number {@code index} of standard output. */
    String awaitOut(int index, Duration limit) {
        var end = Instant.now().plus(limit);
        while (out.size() <= index) {
            if (Instant.now().isAfter(end) || (!process.isAlive() && out.size() <= index && settled())) {
                throw new AssertionError("no line " + index + " on standard output: " + this);
            }
            pause(10);
        }
        return out.get(index);
    }

    private boolean settled() {
        pause(200);
        return true;
    }

    /** Waits for a line that contains {@code text} on standard output or error. */
    void awaitText(String text) {
        var end = Instant.now().plusSeconds(20);
        while (out.stream().noneMatch(line -> line.contains(text))
                && err.stream().noneMatch(line -> line.contains(text))) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("'" + text + "' was never said: " + this);
            }
            pause(20);
        }
    }

    void signal(String name) {
        Commands.must("kill", "-" + name, Long.toString(pid()));
    }

    /** The exit status (128 + n when signal n ended it), within the limit. */
    int awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + limit + ": " + this);
            }
            pause(100);
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it politely, then by force. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroy();
            }
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }

    @Override
    public String toString() {
        return "pid %d, %s%n--- stdout%n%s%n--- stderr%n%s"
                .formatted(
                        process.pid(),
                        process.isAlive() ? "alive" : "status " + process.exitValue(),
                        String.join("\n", out),
                        String.join("\n", err));
    }
}
