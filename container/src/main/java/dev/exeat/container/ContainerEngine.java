package dev.exeat.container;

import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

    /**
     * Calls the command line and waits; standard input is empty. It is in a session of its own, and an interrupt is waited through: a
     * command line that a Ctrl-C ends leaves it open whether the engine has done what it was told.
     *
     * @throws EngineException if it cannot be started, takes too long, or this thread was interrupted
     */
    public Outcome call(List<String> arguments) {
        String what = kind.program() + " " + arguments.getFirst();
        CompletableFuture<Spawn.Finished> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("engine").start(() -> {
            try {
                done.complete(Spawn.of(commandLine(arguments))
                        .environment(environment)
                        .session()
                        .run(""));
            } catch (SystemCallException missing) {
                done.completeExceptionally(missing);
            }
        });
        Spawn.Finished finished = awaitEnd(done, what);
        return new Outcome(
                finished.status().shellStatus(),
                finished.output().stripTrailing(),
                finished.error().stripTrailing());
    }

    private Spawn.Finished awaitEnd(CompletableFuture<Spawn.Finished> done, String what) {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                Spawn.Finished finished = done.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (!interrupted) {
                    return finished;
                }
                Thread.currentThread().interrupt();
                throw new EngineException("interrupted while " + what + " ran", "");
            } catch (InterruptedException ended) {
                interrupted = true;
            } catch (ExecutionException missing) {
                throw missing(String.valueOf(missing.getMessage()));
            } catch (TimeoutException late) {
                throw new EngineException(
                        what + " did not answer in " + PATIENCE_SECONDS + " s",
                        "look at the engine: " + kind.program() + " info");
            }
        }
    }

    /** Calls with standard input, as long as it takes; an interrupt ends it. */
    public Outcome feed(List<String> arguments, InputStream input) {
        Process process = start(arguments, ProcessBuilder.Redirect.PIPE);
        CompletableFuture<String> out =
                CompletableFuture.supplyAsync(() -> text(process.getInputStream()), Thread::startVirtualThread);
        CompletableFuture<String> err =
                CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), Thread::startVirtualThread);
        Thread.startVirtualThread(() -> feed(process, input));
        return new Outcome(
                ended(process, arguments),
                out.join().stripTrailing(),
                err.join().stripTrailing());
    }

    /** Calls with the user looking on, as long as it takes: what it says goes to standard error; an interrupt ends it. */
    public boolean show(List<String> arguments) {
        Process process = start(arguments, ProcessBuilder.Redirect.INHERIT);
        try (InputStream out = process.getInputStream()) {
            out.transferTo(System.err);
        } catch (IOException ended) {
            // its status says why
        }
        return ended(process, arguments) == 0;
    }

    private int ended(Process process, List<String> arguments) {
        try {
            return process.waitFor();
        } catch (InterruptedException ended) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while " + kind.program() + " " + arguments.getFirst() + " ran", "");
        }
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

    private Process start(List<String> arguments, ProcessBuilder.Redirect errors) {
        ProcessBuilder builder = new ProcessBuilder(commandLine(arguments)).redirectError(errors);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException missing) {
            throw missing(String.valueOf(missing.getMessage()));
        }
    }

    private EngineException missing(String why) {
        return new EngineException(
                "'" + kind.program() + "' cannot be run: " + why,
                "install " + kind.program() + ", or choose another engine with --engine");
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
