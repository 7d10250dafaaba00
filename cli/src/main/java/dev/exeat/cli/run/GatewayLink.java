package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.container.EngineException;
import dev.exeat.gateway.GatewayConfig;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.DescriptorInput;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.SystemCallException;
import dev.exeat.linux.UnixSockets;
import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.file.PolicyFile;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * What a gateway and the process that started it say to each other, wherever the gateway runs: it is configured by lines, given its
 * descriptors over a Unix socket, kept alive by a heartbeat, and ends when its control input does. Safe for threads.
 */
public final class GatewayLink implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    /** Longer than a gateway takes at most for what is under way. */
    private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(40);

    /** Longer than a dial takes at most. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(15);

    private static final int LONGEST_REFUSAL = 80;
    private static final int LOST = 125;

    private final Descriptor toGateway;
    private final FdChannel channel;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Summary> summary = new CompletableFuture<>();
    private final Consumer<String> faults;
    private final Answers answers = new Answers();
    private boolean closed;

    private GatewayLink(Descriptor toGateway, FdChannel channel, Consumer<String> faults) {
        this.toGateway = toGateway;
        this.channel = channel;
        this.faults = faults;
    }

    /**
     * Begins to listen to a gateway.
     *
     * @param toGateway where control lines go
     * @param fromGateway where they come from
     * @param channel for descriptors; all three are owned from now on
     * @param faults told what the gateway says went wrong while it runs
     */
    public static GatewayLink of(
            Descriptor toGateway, Descriptor fromGateway, FdChannel channel, Consumer<String> faults) {
        var link = new GatewayLink(toGateway, channel, faults);
        Thread.ofPlatform().name("gateway-control").daemon().start(() -> link.listen(fromGateway));
        return link;
    }

    private void listen(Descriptor from) {
        try (var lines = new BufferedReader(new InputStreamReader(new DescriptorInput(from), StandardCharsets.UTF_8))) {
            var collected = new SummaryLines();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard(line, collected);
            }
        } catch (java.io.IOException | UncheckedIOException | SystemCallException broken) {
            faults.accept("the gateway's control channel broke: " + broken.getMessage());
        }
        summary.complete(Summary.UNKNOWN);
        answers.end();
        over.complete(null);
        ready.completeExceptionally(
                Failure.of("the gateway ended before it was ready", "its own message stands above this one"));
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
    public void configure(List<String> configuration, Map<String, Descriptor> descriptors) {
        var lines = new ArrayList<>(configuration);
        lines.add("descriptors " + descriptors.size());
        send(lines);
        descriptors.forEach(channel::send);
        send(List.of("serve"));
    }

    /** Waits until everything listens and privileges are dropped, then begins the heartbeat. */
    public void awaitReady(Duration limit) {
        await(ready, limit, "the gateway was not ready in " + limit.toSeconds() + " s");
        Thread.ofPlatform().name("gateway-heartbeat").daemon().start(this::beat);
    }

    private void beat() {
        try {
            while (!over.isDone() && trySend("beat")) {
                Thread.sleep(BEAT);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the gateway other policy files; an empty text once it decides by them, else why it does not. */
    public String adopt(List<PolicyFile> files) {
        return asked(number -> GatewayConfig.change(files, number));
    }

    /** Puts in the journal that a change of the policy had problems, so that the gateway was not given it. */
    public void unfit(String problem) {
        trySend("unfit " + oneLine(problem));
    }

    /** Has the gateway connect to a name, and close again; an empty text once it did, else why it could not. */
    public String reach(Flow flow) {
        return asked(number -> List.of("reach " + number + " " + flow));
    }

    private String asked(LongFunction<List<String>> lines) {
        Answers.Awaited answer = answers.await();
        return write(String.join("\n", lines.apply(answer.number())) + "\n")
                ? answer.within(ANSWERED_WITHIN)
                : "the gateway is gone";
    }

    /** Puts the result of a probe in the journal. */
    public void probed(String name, boolean passed, String detail) {
        send(List.of("probe " + name + (passed ? " pass " : " fail ") + oneLine(detail)));
    }

    /**
     * Tells the gateway that the command begins, once all that the probes did is recorded.
     *
     * @throws Failure if the gateway is gone
     */
    public void begin() {
        String why = asked(number -> List.of("begin " + number));
        if (!why.isEmpty()) {
            throw Failure.of(
                    "the gateway did not let the command begin: " + why, "its own message stands above this one");
        }
    }

    /** Answers the gateway's requests for sockets inside the segment, until the gateway ends. */
    public void serveSockets(SocketSource source) {
        Thread.ofPlatform().name("namespace-sockets").daemon().start(() -> {
            for (Optional<FdChannel.Message> asked = channel.receive(); asked.isPresent(); asked = channel.receive()) {
                String what = asked.get().tag();
                try (Descriptor socket = source.open(what)) {
                    channel.send(what, socket);
                } catch (SystemCallException | EngineException refused) {
                    // whoever asked waits for an answer
                    answer("refused: " + refused.getMessage());
                }
            }
        });
    }

    private void answer(String refusal) {
        try {
            channel.send(refusal.length() > LONGEST_REFUSAL ? refusal.substring(0, LONGEST_REFUSAL) : refusal);
        } catch (SystemCallException gone) {
            // so is who asked
        }
    }

    /**
     * Makes the sockets that a gateway asks for: an unconnected one inside the segment for {@code socket4} and {@code socket6}, one that is
     * connected to the host's loopback for {@code host PORT}.
     */
    public interface SocketSource {
        Descriptor open(String what);
    }

    /** Tells a gateway outside of the host's network which addresses are the host's. */
    public void hostAddresses(Collection<IpAddress> all) {
        send(List.of("host-addresses " + all.stream().map(IpAddress::toString).collect(Collectors.joining(" "))));
    }

    /** Tells once when the gateway does not speak any more, on a thread of its own. */
    public void onSilence(Runnable listener) {
        var _ = over.thenRunAsync(
                listener,
                task -> Thread.ofPlatform().name("gateway-end").daemon().start(task));
    }

    /** As {@link #end}, once everything that the command had sent has arrived, or nothing of it moves any more. */
    public Summary finish(int status) {
        return trySend("drain") ? end(status, DELIVERED_WITHIN) : Summary.UNKNOWN;
    }

    /** Ends the gateway in order and gives what it counted; {@link Summary#UNKNOWN} when it is gone already. */
    public Summary end(int status) {
        return end(status, ENDS_WITHIN);
    }

    /** A wall does not stand any more: records that if it can be, and ends the gateway. */
    public void lost(String broken) {
        trySend("probe wall-watch fail " + oneLine(broken));
        end(LOST);
        close();
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

    /** Closes the control channel, which ends the gateway. Safe to call again. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // of a socket the reading side has a copy, which would keep it open
        UnixSockets.stop(toGateway);
        toGateway.close();
        channel.close();
    }
}
