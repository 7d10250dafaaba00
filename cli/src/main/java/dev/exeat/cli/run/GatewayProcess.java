package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.gateway.GatewayConfig;
import dev.exeat.linux.Capabilities;
import dev.exeat.linux.Child;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.ExitStatus;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.Flow;
import dev.exeat.policy.file.PolicyFile;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The gateway as a process of its own: started early, configured over a pipe, given its descriptors over a Unix socket, kept alive by a
 * heartbeat. It ends when this process does, because its control input ends.
 */
final class GatewayProcess implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    /** Longer than a gateway takes at most for what is under way. */
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(40);

    /** Longer than a dial takes at most. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(15);

    private static final int SIGKILL = 9;
    private static final int CONTROL_IN = 0;
    private static final int CONTROL_OUT = 1;
    private static final int DESCRIPTORS = 3;

    private final Descriptor toGateway;
    private final FdChannel channel;
    private final CompletableFuture<Child> child = new CompletableFuture<>();
    private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Summary> summary = new CompletableFuture<>();
    private final Consumer<String> faults;
    private final Answers answers = new Answers();
    private boolean closed;

    private GatewayProcess(Descriptor toGateway, FdChannel channel, Consumer<String> faults) {
        this.toGateway = toGateway;
        this.channel = channel;
        this.faults = faults;
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
        var gateway = new GatewayProcess(in.writeEnd(), pair.ours(), faults);
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
        Thread.ofPlatform().name("gateway-control").daemon().start(() -> gateway.listen(out.readEnd()));
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
        var gone = Failure.of("the gateway ended before it was ready", "its own message stands above this one");
        ready.completeExceptionally(gone);
    }

    private void listen(Descriptor from) {
        try (var lines = new BufferedReader(new InputStreamReader(new DescriptorInput(from), StandardCharsets.UTF_8))) {
            var collected = new SummaryLines();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard(line, collected);
            }
        } catch (java.io.IOException | UncheckedIOException broken) {
            faults.accept("the gateway's control channel broke: " + broken.getMessage());
        }
        summary.complete(Summary.UNKNOWN);
        answers.end();
    }

    private void heard(String line, SummaryLines collected) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1);
        switch (word) {
            case "ready" -> ready.complete(null);
            case "fault" -> faults.accept(rest);
            case "adopted", "refused", "reached", "unreached", "begun" -> answers.take(rest);
            case "summary", "denied", "trouble", "unrecorded" -> collected.add(word, rest);
            case "done" -> summary.complete(collected.summary());
            default -> {
                // a later gateway may say more than this side wants to hear
            }
        }
    }

    /** Sends the configuration and the descriptors, then lets the gateway serve. */
    void configure(List<String> configuration, Map<String, Descriptor> descriptors) {
        var lines = new ArrayList<>(configuration);
        lines.add("descriptors " + descriptors.size());
        send(lines);
        descriptors.forEach(channel::send);
        send(List.of("serve"));
    }

    /** Waits until everything listens and privileges are dropped, then begins the heartbeat. */
    void awaitReady(Duration limit) {
        await(ready, limit, "the gateway was not ready in " + limit.toSeconds() + " s");
        Thread.ofPlatform().name("gateway-heartbeat").daemon().start(this::beat);
    }

    private void beat() {
        try {
            while (!ended.isDone() && trySend("beat")) {
                Thread.sleep(BEAT);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the gateway other policy files; an empty text once it decides by them, else why it does not. */
    String adopt(List<PolicyFile> files) {
        return asked(number -> GatewayConfig.change(files, number));
    }

    /** Puts in the journal that a change of the policy had problems, so that the gateway was not given it. */
    void unfit(String problem) {
        trySend("unfit " + oneLine(problem));
    }

    /** Has the gateway connect to a name, and close again; an empty text once it did, else why it could not. */
    String reach(Flow flow) {
        return asked(number -> List.of("reach " + number + " " + flow));
    }

    private String asked(LongFunction<List<String>> lines) {
        Answers.Awaited answer = answers.await();
        return write(String.join("\n", lines.apply(answer.number())) + "\n")
                ? answer.within(ANSWERED_WITHIN)
                : "the gateway is gone";
    }

    /** Puts the result of a probe in the journal. */
    void probed(String name, boolean passed, String detail) {
        send(List.of("probe " + name + (passed ? " pass " : " fail ") + oneLine(detail)));
    }

    /**
     * Tells the gateway that the command begins, once all that the probes did is recorded.
     *
     * @throws Failure if the gateway is gone
     */
    void begin() {
        String why = asked(number -> List.of("begin " + number));
        if (!why.isEmpty()) {
            throw Failure.of(
                    "the gateway did not let the command begin: " + why, "its own message stands above this one");
        }
    }

    /** Answers the gateway's requests for sockets inside the segment, until the gateway ends. */
    void serveSockets(SocketSource source) {
        Thread.ofPlatform().name("namespace-sockets").daemon().start(() -> {
            for (Optional<FdChannel.Message> asked = channel.receive(); asked.isPresent(); asked = channel.receive()) {
                String family = asked.get().tag();
                try (Descriptor socket = source.open(family)) {
                    channel.send(family, socket);
                } catch (SystemCallException gone) {
                    faults.accept("no socket inside the sandbox: " + gone.getMessage());
                }
            }
        });
    }

    /** Makes an unconnected TCP socket inside the segment; {@code family} is {@code socket4} or {@code socket6}. */
    interface SocketSource {
        Descriptor open(String family);
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
        return await(child, Duration.ofSeconds(5), "the gateway could not be started")
                .pid();
    }

    /** As {@link #end}, once everything that the command had sent has arrived, or nothing of it moves any more. */
    Summary finish(int status) {
        return trySend("drain") ? end(status, DELIVERED_WITHIN) : Summary.UNKNOWN;
    }

    /** Ends the gateway in order and gives what it counted; {@link Summary#UNKNOWN} when it is gone already. */
    Summary end(int status) {
        return end(status, ENDS_WITHIN);
    }

    private Summary end(int status, Duration limit) {
        if (!trySend("end " + status)) {
            return Summary.UNKNOWN;
        }
        try {
            return summary.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException silent) {
            return Summary.UNKNOWN;
        }
    }

    private void send(List<String> lines) {
        if (!write(String.join("\n", lines) + "\n")) {
            throw Failure.of("the gateway does not take its orders", "its own message stands above this one");
        }
    }

    private boolean trySend(String line) {
        return write(line + "\n");
    }

    private synchronized boolean write(String text) {
        if (closed) {
            return false;
        }
        try {
            Descriptors.write(toGateway, text.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (SystemCallException brokenPipe) {
            return false;
        }
    }

    private static <T> T await(CompletableFuture<T> future, Duration limit, String problem) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Failure known
                    ? known
                    : Failure.of(problem + ": " + failed.getCause(), "");
        } catch (InterruptedException | TimeoutException late) {
            throw Failure.of(problem, "", late);
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }

    /** Closes the control channel, which ends the gateway, and makes sure of it. Safe to call again. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        toGateway.close();
        channel.close();
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
