package dev.exeat.gateway.flow;

import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.ReservedNames;
import dev.exeat.policy.Target;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One race for a connection (RFC 8305, section 5): the next attempt begins when one fails or after the stagger. One event loop. */
final class DialRace {
    private final EventLoop loop;
    private final Flow flow;
    private final Connector connector;
    private final Dialler.DialTimes times;
    private final Iterator<IpAddress> rest;
    private final CompletableFuture<Dialled> result = new CompletableFuture<>();
    private final List<Connector.Attempt> attempts = new ArrayList<>();
    private String lastFailure = "no address";
    private int underWay;
    private boolean over;
    private @Nullable ScheduledFuture<?> next;
    private @Nullable ScheduledFuture<?> deadline;

    DialRace(EventLoop loop, List<IpAddress> addresses, Flow flow, Connector connector, Dialler.DialTimes times) {
        this.loop = loop;
        this.rest = addresses.iterator();
        this.flow = flow;
        this.connector = connector;
        this.times = times;
    }

    /** Runs it, until {@code givenUp} is done at the latest. */
    CompletableFuture<Dialled> run(CompletionStage<?> givenUp) {
        deadline = loop.schedule(
                () -> finish(new Dialled.Failed("no answer in " + times.all().toSeconds() + " s")),
                times.all().toMillis(),
                TimeUnit.MILLISECONDS);
        var _ = givenUp.thenRunAsync(() -> finish(new Dialled.Failed("given up")), loop);
        tryNext();
        return result;
    }

    private void tryNext() {
        cancel(next);
        if (over || !rest.hasNext()) {
            return;
        }
        IpAddress address = rest.next();
        underWay++;
        Connector.Attempt attempt = connector.connect(loop, address, flow.port());
        attempts.add(attempt);
        var _ = attempt.done().addListener(done -> take(attempt, address));
        if (!over && rest.hasNext()) {
            next = loop.schedule(this::tryNext, times.stagger().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void take(Connector.Attempt attempt, IpAddress address) {
        underWay--;
        EpollSocketChannel channel = attempt.channel();
        if (attempt.done().isSuccess() && !over && !isHostItself(channel)) {
            attempts.remove(attempt);
            finish(new Dialled.Connected(channel, address));
            return;
        }
        var _ = channel.close();
        lastFailure = reason(attempt, address);
        if (over) {
            return;
        }
        if (rest.hasNext()) {
            tryNext();
        } else if (underWay == 0) {
            finish(new Dialled.Failed(lastFailure));
        }
    }

    private static String reason(Connector.Attempt attempt, IpAddress address) {
        Throwable cause = attempt.done().cause();
        String message = cause == null ? "is an address of this host" : String.valueOf(cause.getMessage());
        int colon = message.indexOf("failed:");
        return address + ": "
                + (colon < 0
                        ? message
                        : message.substring(colon + "failed:".length()).strip());
    }

    /** A connection whose both ends have one address never left the host, whatever the look-up of its addresses said. */
    private boolean isHostItself(EpollSocketChannel channel) {
        boolean hostService = flow.target() instanceof Target.Name(HostName name) && ReservedNames.isHost(name);
        InetSocketAddress local = channel.localAddress();
        InetSocketAddress remote = channel.remoteAddress();
        return connector.isDirect()
                && !hostService
                && (local == null || remote == null || local.getAddress().equals(remote.getAddress()));
    }

    private void finish(Dialled outcome) {
        if (over) {
            return;
        }
        over = true;
        cancel(next);
        cancel(deadline);
        for (Connector.Attempt attempt : attempts) {
            Relay.reset(attempt.channel());
        }
        result.complete(outcome);
    }

    private static void cancel(@Nullable ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }
}
