package dev.exeat.cli.run;

import dev.exeat.container.ContainerEngine;
import dev.exeat.linux.Child;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.ExitStatus;
import dev.exeat.linux.Spawn;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** A container that was created and is started in the foreground by the engine's own command line, with this process's streams. */
final class ContainerWorkload implements Workload {
    private final ContainerEngine engine;
    private final String container;
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
            Child child = (terminal ? spawn : spawn.session()).start();
            started.complete(child);
            child.waitFor();
        });
    }

    @Override
    public void signal(int number) {
        started.join().kill(number);
    }

    @Override
    public void kill() {
        engine.call(List.of("kill", container));
    }

    @Override
    public OptionalInt waitFor() {
        ExitStatus status = started.join().waitFor();
        return OptionalInt.of(status.shellStatus());
    }

    @Override
    public String reason() {
        return "";
    }
}
