package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.linux.Capabilities;
import dev.exeat.linux.Child;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.ExitStatus;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The gateway as a child of this process: started early, and gone with it. */
final class GatewayProcess implements AutoCloseable {
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(5);
    private static final int SIGKILL = 9;
    private static final int CONTROL_IN = 0;
    private static final int CONTROL_OUT = 1;
    private static final int DESCRIPTORS = 3;

    private final GatewayLink link;
    private final CompletableFuture<Child> child = new CompletableFuture<>();
    private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();

    private GatewayProcess(GatewayLink link) {
        this.link = link;
    }

    /**
     * Starts the gateway; returns at once.
     *
     * @param arguments the program and its arguments
     * @param environment its whole environment
     * @param directory its working directory
     * @param faults told what the gateway says went wrong while it runs
     */
    static GatewayProcess start(
            List<String> arguments, Map<String, String> environment, Path directory, Consumer<String> faults) {
        Descriptors.Pipe in = Descriptors.pipe();
        Descriptors.Pipe out = Descriptors.pipe();
        FdChannel.Pair pair = FdChannel.pair();
        var gateway = new GatewayProcess(GatewayLink.of(in.writeEnd(), out.readEnd(), pair.ours(), faults));
        Spawn spawn = Spawn.of(arguments)
                .environment(environment)
                .directory(directory)
                .descriptor(CONTROL_IN, in.readEnd().number())
                .descriptor(CONTROL_OUT, out.writeEnd().number())
                .descriptor(2, 2)
                .descriptor(DESCRIPTORS, pair.theirs().socket().number())
                .session();
        // The thread outlives the child: the parent-death signal that the gateway asks for is tied to it.
        Thread.ofPlatform().name("gateway-process").daemon().start(() -> {
            gateway.live(
                    spawn, List.of(in.readEnd(), out.writeEnd(), pair.theirs().socket()));
        });
        return gateway;
    }

    private void live(Spawn spawn, List<Descriptor> given) {
        try {
            Capabilities.clearAmbient();
            Child started = spawn.start();
            given.forEach(Descriptor::close);
            child.complete(started);
            ended.complete(started.waitFor());
        } catch (SystemCallException failed) {
            given.forEach(Descriptor::close);
            child.completeExceptionally(failed);
            ended.completeExceptionally(failed);
        }
    }

    /** How to speak with it. */
    GatewayLink link() {
        return link;
    }

    /** Tells how the process ended, once it has, on a thread of its own. */
    void onEnd(Consumer<ExitStatus> listener) {
        Thread.ofPlatform().name("gateway-end").daemon().start(() -> {
            try {
                listener.accept(ended.join());
            } catch (CompletionException neverStarted) {
                // whoever waits for the gateway to be ready is told
            }
        });
    }

    /** The process id, once started. */
    int pid() {
        try {
            return child.get(STARTED_WITHIN.toMillis(), TimeUnit.MILLISECONDS).pid();
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw Failure.of("the gateway could not be started", "'exeat doctor' checks this machine", failed);
        }
    }

    /** Closes the control channel, which ends the gateway, and makes sure of it. Safe to call again. */
    @Override
    public void close() {
        link.close();
        try {
            ended.get(GatewayProgram.endsWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException stillThere) {
            Child left = child.getNow(null);
            if (left != null) {
                left.kill(SIGKILL);
            }
        }
    }
}
