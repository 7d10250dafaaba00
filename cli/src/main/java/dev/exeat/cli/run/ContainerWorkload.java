package dev.exeat.cli.run;

import dev.exeat.container.ContainerEngine;
import dev.exeat.linux.Child;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A container that was created and is started in the foreground by the engine's own command line, with this process's streams. */
final class ContainerWorkload implements Workload {
    private final ContainerEngine engine;
    private final String container;
    private volatile boolean paused;
    private final CompletableFuture<Child> started = new CompletableFuture<>();

    ContainerWorkload(ContainerEngine engine, String container) {
        this.engine = engine;
        this.container = container;
    }

    @Override
    public void release() {
        Spawn spawn = Spawn.of(engine.commandLine(List.of("start", "--attach", "--interactive", container)))
                .environment(engine.environment())
                .standardStreams();
        // on a terminal it must stay in the foreground, and there it is raw and sends no signal; else signals are given
        // to it one by one
        boolean terminal = Descriptors.isTerminal(0);
        Thread.ofPlatform().daemon().name("workload").start(() -> {
            try {
                Child child = (terminal ? spawn : spawn.session()).start();
                started.complete(child);
                child.waitFor();
            } catch (SystemCallException failed) {
                started.completeExceptionally(failed);
            }
        });
    }

    /** One that is paused takes no signal: then it is ended. */
    @Override
    public void signal(int number) {
        if (paused) {
            kill();
        } else {
            started.join().kill(number);
        }
    }

    @Override
    public void kill() {
        if (paused) {
            engine.call(List.of("unpause", container));
        }
        engine.call(List.of("kill", container));
    }

    /** Stops it where it is. */
    void pause() {
        paused = true;
        engine.call(List.of("pause", container));
    }

    /** The status that the engine gives, which is the command's; empty when the engine's command line could not be started. */
    @Override
    public OptionalInt waitFor() {
        try {
            return OptionalInt.of(started.join().waitFor().shellStatus());
        } catch (CompletionException notStarted) {
            return OptionalInt.empty();
        }
    }

    @Override
    public String reason() {
        return "";
    }
}
