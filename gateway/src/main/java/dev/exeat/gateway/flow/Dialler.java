package dev.exeat.gateway.flow;

import dev.exeat.gateway.dns.ServerHealth;
import dev.exeat.gateway.dns.Upstream;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Family;
import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The only place that makes a flow's connection to the outside: looks the target up, has it screened, and dials exactly the
 * addresses that were screened, racing the families (RFC 8305).
 */
public final class Dialler {
    /** So many addresses of a target are tried. */
    static final int MOST_ADDRESSES = 8;

    private final TargetAddresses targets;
    private final Route route;
    private final @Nullable UpstreamProxy proxy;
    private final ServerHealth health;
    private final DialTimes times;

    /** How long after one attempt the next begins, and how long all may take. */
    record DialTimes(Duration stagger, Duration all) {
        static final DialTimes USUAL = new DialTimes(Duration.ofMillis(250), Duration.ofSeconds(10));
    }

    /**
     * A dialler of its own look-ups.
     *
     * @param targets asked for the targets of flows
     * @param own asked for the proxy, which is the operator's affair and not the policy's
     * @param proxy by which all goes but the host's own services; null for none
     * @param host who reaches the host's own services; null where the gateway does itself
     * @param health is told whether the proxy does what it is asked for
     */
    public Dialler(
            Upstream targets,
            Upstream own,
            FlowJudge judge,
            @Nullable UpstreamProxy proxy,
            @Nullable HostServices host,
            ServerHealth health) {
        this(targets, own, judge, proxy, host, health, DialTimes.USUAL);
    }

    Dialler(
            Upstream targets,
            Upstream own,
            FlowJudge judge,
            @Nullable UpstreamProxy proxy,
            @Nullable HostServices host,
            ServerHealth health,
            DialTimes times) {
        this.proxy = proxy;
        this.health = health;
        this.targets = new TargetAddresses(targets, judge);
        this.route = new Route(own, proxy, new DirectConnector(times.all()), host);
        this.times = times;
    }

    /**
     * Dials {@code flow}, which {@code allowed} allows.
     *
     * @param loop where the connection will live
     * @param record is asked with the screened addresses before the first packet leaves; what it refuses is not dialled
     * @param givenUp ends the dial when it is done: nothing more is tried, and what is under way is reset
     */
    CompletableFuture<Dialled> dial(
            Flow flow,
            Decision allowed,
            EventLoop loop,
            Predicate<List<IpAddress>> record,
            CompletionStage<?> givenUp) {
        return targets.of(flow, allowed)
                .thenComposeAsync(resolved -> dial(resolved, flow, loop, record, givenUp), loop);
    }

    /** The addresses that {@link #dial} would use now, or why it would refuse; for whoever can be told before. */
    CompletableFuture<Resolved> screen(Flow flow, Decision allowed) {
        return targets.of(flow, allowed);
    }

    private CompletableFuture<Dialled> dial(
            Resolved resolved,
            Flow flow,
            EventLoop loop,
            Predicate<List<IpAddress>> record,
            CompletionStage<?> givenUp) {
        return switch (resolved) {
            case Resolved.Refused refused -> CompletableFuture.completedFuture(new Dialled.Refused(refused));
            case Resolved.Screened(List<IpAddress> addresses)
            when !record.test(addresses) -> CompletableFuture.completedFuture(new Dialled.Unrecorded());
            case Resolved.Screened(List<IpAddress> addresses) ->
                route.of(flow)
                        .thenComposeAsync(way -> race(loop, addresses, flow, way, givenUp), loop)
                        .exceptionally(failure -> proxyFailed(reason(failure)));
        };
    }

    private CompletableFuture<Dialled> race(
            EventLoop loop, List<IpAddress> addresses, Flow flow, Connector way, CompletionStage<?> givenUp) {
        CompletableFuture<Dialled> raced = new DialRace(loop, interleaved(addresses), flow, way, times).run(givenUp);
        return way.isDirect() ? raced : raced.thenApply(this::counted);
    }

    private Dialled counted(Dialled dialled) {
        if (dialled instanceof Dialled.Failed(String detail)) {
            return proxyFailed(detail);
        }
        health.answered("proxy " + proxy);
        return dialled;
    }

    /** Without a proxy no way fails to be found. */
    private Dialled proxyFailed(String detail) {
        if (proxy != null) {
            health.failed("proxy " + proxy, detail);
        }
        return new Dialled.Failed(detail);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }

    /** The families by turns, IPv6 first; each family in the order of the answer. */
    static List<IpAddress> interleaved(List<IpAddress> addresses) {
        List<IpAddress> v6 = ofFamily(addresses, Family.V6);
        List<IpAddress> v4 = ofFamily(addresses, Family.V4);
        List<IpAddress> order = new ArrayList<>();
        for (int i = 0; i < Math.max(v6.size(), v4.size()); i++) {
            if (i < v6.size()) {
                order.add(v6.get(i));
            }
            if (i < v4.size()) {
                order.add(v4.get(i));
            }
        }
        return order.subList(0, Math.min(order.size(), MOST_ADDRESSES));
    }

    private static List<IpAddress> ofFamily(List<IpAddress> addresses, Family family) {
        return addresses.stream().filter(a -> a.family() == family).distinct().toList();
    }
}
