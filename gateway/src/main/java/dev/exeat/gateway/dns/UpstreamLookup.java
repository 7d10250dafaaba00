package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One question put to the servers in turn: two seconds each, five in all. A server that was silent is asked again after
 * the others, one that refused or isn't there is not. Runs on one event loop.
 */
final class UpstreamLookup {
    /** How long one server has. */
    static final Duration TRY = Duration.ofSeconds(2);
    /** How long all servers have. */
    static final Duration ALL = Duration.ofSeconds(5);

    private static final int DNS_PORT = 53;

    private final EventLoop loop;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final long deadline;
    private final HostName name;
    private final RecordType type;
    private final Deque<InetSocketAddress> servers;
    private final ServerHealth health;
    /** What was asked, and why it said nothing; an empty text for one that said something. */
    private final Map<InetSocketAddress, String> asked = new LinkedHashMap<>();

    private final CompletableFuture<Resolution> result = new CompletableFuture<>();
    private Resolution.Failed failed =
            new Resolution.Failed(Resolution.Failure.UNREACHABLE, "there is no name server to ask");

    private UpstreamLookup(
            EventLoop loop,
            RandomGenerator random,
            LongSupplier nanoTime,
            ResolutionCache.Key question,
            Collection<InetSocketAddress> servers,
            ServerHealth health) {
        this.loop = loop;
        this.random = random;
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + ALL.toNanos();
        this.name = question.name();
        this.type = question.type();
        this.servers = new ArrayDeque<>(servers);
        this.health = health;
    }

    static CompletableFuture<Resolution> start(
            EventLoop loop,
            RandomGenerator random,
            LongSupplier nanoTime,
            ResolutionCache.Key question,
            Collection<InetSocketAddress> servers,
            ServerHealth health) {
        UpstreamLookup lookup = new UpstreamLookup(loop, random, nanoTime, question, servers, health);
        lookup.askNext();
        return lookup.result;
    }

    private void askNext() {
        InetSocketAddress server = servers.poll();
        if (server == null || remaining().toMillis() <= 0) {
            finish(failed);
            return;
        }
        UpstreamQuery query = UpstreamQuery.of(name, type, random);
        var _ = UpstreamExchange.udp(loop, server, query, limit()).thenAccept(reply -> take(server, reply));
    }

    private void askOverTcp(InetSocketAddress server) {
        UpstreamQuery query = UpstreamQuery.of(name, type, random);
        var _ = UpstreamExchange.tcp(loop, server, query, limit()).thenAccept(reply -> take(server, reply));
    }

    private void finish(Resolution resolution) {
        asked.forEach((server, silence) -> {
            if (silence.isEmpty()) {
                health.answered("resolver " + shown(server));
            } else {
                health.failed("resolver " + shown(server), silence);
            }
        });
        result.complete(resolution);
    }

    private static String shown(InetSocketAddress server) {
        String address = server.getAddress().getHostAddress();
        return server.getPort() == DNS_PORT
                ? address
                : (address.contains(":") ? "[" + address + "]" : address) + ":" + server.getPort();
    }

    private void take(InetSocketAddress server, UpstreamReply reply) {
        asked.put(server, silence(reply));
        switch (reply) {
            case UpstreamReply.Answered(Resolution resolution) -> finish(resolution);
            case UpstreamReply.AskOverTcp overTcp -> askOverTcp(server);
            case UpstreamReply.Refused(String why) -> failedAt(server, Resolution.Failure.BAD_ANSWER, why);
            case UpstreamReply.Unreachable(String why) -> failedAt(server, Resolution.Failure.UNREACHABLE, why);
            case UpstreamReply.Silent silent -> {
                servers.addLast(server);
                failedAt(server, Resolution.Failure.UNREACHABLE, silence(silent));
            }
            case UpstreamReply.Unrelated unrelated -> throw new IllegalStateException("unrelated replies end nothing");
        }
    }

    private static String silence(UpstreamReply reply) {
        return switch (reply) {
            case UpstreamReply.Silent silent -> "no answer in time";
            case UpstreamReply.Unreachable(String why) -> why;
            case UpstreamReply.Answered answered -> "";
            case UpstreamReply.AskOverTcp overTcp -> "";
            case UpstreamReply.Refused refused -> "";
            case UpstreamReply.Unrelated unrelated -> "";
        };
    }

    private void failedAt(InetSocketAddress server, Resolution.Failure failure, String why) {
        failed = new Resolution.Failed(
                failure, server.getAddress().getHostAddress() + ":" + server.getPort() + ": " + why);
        askNext();
    }

    private Duration remaining() {
        return Duration.ofNanos(deadline - nanoTime.getAsLong());
    }

    private Duration limit() {
        return remaining().compareTo(TRY) < 0 ? remaining() : TRY;
    }
}
