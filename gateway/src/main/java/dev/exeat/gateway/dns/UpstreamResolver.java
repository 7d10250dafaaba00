package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A stub resolver (RFC 1034, section 5.3.1; RFC 5452) that blocks nobody: asks the configured servers, joins identical
 * questions under way and remembers answers for their TTL. May be called from any thread; its work is done on one event
 * loop, and futures complete there.
 */
public final class UpstreamResolver implements Upstream {
    private static final int MAX_UNDER_WAY = 1_024;
    /** How long a line of the hosts file is taken to hold. */
    private static final Duration HOSTS_TTL = Duration.ofSeconds(1);

    private final ServerHealth health;
    private final EventLoop loop;
    private final UpstreamServers servers;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final ResolutionCache cache;
    private final Map<ResolutionCache.Key, List<CompletableFuture<Resolution>>> underWay = new HashMap<>();
    private List<InetSocketAddress> lastServers = List.of();

    /**
     * Makes a resolver.
     *
     * @param loop an epoll loop
     * @param random for ids and case patterns: not guessable, a SecureRandom
     * @param nanoTime a monotonic clock in nanoseconds
     * @param health is told which servers answer
     */
    public UpstreamResolver(
            EventLoop loop,
            UpstreamServers servers,
            RandomGenerator random,
            LongSupplier nanoTime,
            ServerHealth health) {
        this.health = health;
        this.loop = loop;
        this.servers = servers;
        this.random = random;
        this.nanoTime = nanoTime;
        this.cache = new ResolutionCache(nanoTime);
    }

    @Override
    public CompletableFuture<Resolution> ask(HostName name, RecordType type) {
        CompletableFuture<Resolution> result = new CompletableFuture<>();
        Runnable start = () -> startOrFail(new ResolutionCache.Key(name, type), result);
        try {
            if (loop.inEventLoop()) {
                start.run();
            } else {
                loop.execute(start);
            }
        } catch (RejectedExecutionException stopped) {
            result.complete(new Resolution.Failed(Resolution.Failure.UNREACHABLE, "the gateway is stopping"));
        }
        return result;
    }

    // whoever waits must hear something, whatever went wrong in here
    private void startOrFail(ResolutionCache.Key key, CompletableFuture<Resolution> result) {
        try {
            start(key, result);
        } catch (RuntimeException bug) {
            result.complete(new Resolution.Failed(Resolution.Failure.UNREACHABLE, String.valueOf(bug)));
            finish(key, new Resolution.Failed(Resolution.Failure.UNREACHABLE, String.valueOf(bug)));
        }
    }

    private void start(ResolutionCache.Key key, CompletableFuture<Resolution> result) {
        forgetWhenServersChanged();
        Resolution known = known(key);
        if (known != null) {
            result.complete(known);
            return;
        }
        List<CompletableFuture<Resolution>> waiting = underWay.get(key);
        if (waiting != null) {
            waiting.add(result);
        } else if (underWay.size() >= MAX_UNDER_WAY) {
            result.complete(new Resolution.Failed(Resolution.Failure.UNREACHABLE, "too many questions under way"));
        } else {
            underWay.put(key, new ArrayList<>(List.of(result)));
            var _ = UpstreamLookup.start(loop, random, nanoTime, key, lastServers, health)
                    .thenAccept(resolution -> finish(key, resolution));
        }
    }

    private void finish(ResolutionCache.Key key, Resolution resolution) {
        cache.remember(key, resolution);
        List<CompletableFuture<Resolution>> waiting = underWay.remove(key);
        if (waiting != null) {
            waiting.forEach(result -> result.complete(resolution));
        }
    }

    // another network may know the same names differently
    private void forgetWhenServersChanged() {
        List<InetSocketAddress> now = servers.servers();
        if (!now.equals(lastServers)) {
            lastServers = now;
            cache.clear();
        }
    }

    private @Nullable Resolution known(ResolutionCache.Key key) {
        List<IpAddress> addresses = servers.hosts(key.name());
        if (addresses == null) {
            return cache.find(key);
        }
        List<IpAddress> ofFamily = addresses.stream()
                .filter(address -> key.type()
                        .equals(
                                switch (address.family()) {
                                    case V4 -> RecordType.A;
                                    case V6 -> RecordType.AAAA;
                                }))
                .toList();
        return ofFamily.isEmpty()
                ? new Resolution.NoData(List.of(), HOSTS_TTL)
                : new Resolution.Addresses(ofFamily, List.of(), HOSTS_TTL);
    }
}
