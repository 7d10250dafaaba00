package dev.exeat.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Docker or Podman, driven by its own command line: that negotiates the API's version with the daemon, knows the user's contexts, sockets
 * and credentials, and needs no daemon for Podman. What is asked for is asked by Go templates, which both have.
 *
 * @param kind which one
 * @param environment of the command line; {@code DOCKER_HOST} and the like are the user's
 */
public record ContainerEngine(EngineKind kind, Map<String, String> environment) {
    private static final long PATIENCE_SECONDS = 120;

    public ContainerEngine {
        environment = Map.copyOf(environment);
    }

    /** Calls the command line and waits; standard input is empty. */
    public Outcome call(List<String> arguments) {
        return call(arguments, InputStream.nullInputStream());
    }

    /** As {@link #call(List)}, with standard input. */
    public Outcome call(List<String> arguments, InputStream input) {
        Process process = start(arguments, ProcessBuilder.Redirect.PIPE);
        CompletableFuture<String> out =
                CompletableFuture.supplyAsync(() -> text(process.getInputStream()), Thread::startVirtualThread);
        CompletableFuture<String> err =
                CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), Thread::startVirtualThread);
        Thread.startVirtualThread(() -> feed(process, input));
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new EngineException(
                        kind.program() + " " + arguments.getFirst() + " did not answer in " + PATIENCE_SECONDS + " s",
                        "look at the engine: " + kind.program() + " info");
            }
        } catch (InterruptedException ended) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while " + kind.program() + " " + arguments.getFirst() + " ran", "");
        }
        return new Outcome(
                process.exitValue(), out.join().stripTrailing(), err.join().stripTrailing());
    }

    /**
     * Calls and gives the output.
     *
     * @throws EngineException with the engine's reason when it fails
     */
    public String require(List<String> arguments) {
        Outcome outcome = call(arguments);
        if (!outcome.ok()) {
            throw new EngineException(kind.program() + " " + arguments.getFirst() + " failed: " + outcome.reason(), "");
        }
        return outcome.out();
    }

    /** The command line for a call, for whoever starts it by himself. */
    public List<String> commandLine(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(kind.program()));
        line.addAll(arguments);
        return line;
    }

    private Process start(List<String> arguments, ProcessBuilder.Redirect streams) {
        ProcessBuilder builder = new ProcessBuilder(commandLine(arguments))
                .redirectInput(streams)
                .redirectOutput(streams)
                .redirectError(streams);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException missing) {
            throw new EngineException(
                    "'" + kind.program() + "' cannot be run: " + missing.getMessage(),
                    "install " + kind.program() + ", or choose another engine with --engine");
        }
    }

    private static String text(InputStream from) {
        try (from) {
            return new String(from.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void feed(Process process, InputStream input) {
        try (OutputStream to = process.getOutputStream();
                input) {
            input.transferTo(to);
        } catch (IOException ended) {
            // a program that does not read its input to the end tells why by its exit status
        }
    }
}
