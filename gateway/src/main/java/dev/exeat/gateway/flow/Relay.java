package dev.exeat.gateway.flow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes between two connected channels of one event loop, unchanged, both ways. An end of one side is passed on as an
 * end once all bytes before it are out, a reset as a reset; a slow reader slows the writer down. Lives on that event loop.
 */
final class Relay implements LiveConnection {
    /** Once one side has ended and nothing moves the other way for so long, the connection is given up. */
    private static final long HALF_OPEN_MINUTES = 60;

    /** What a finished relay had carried, how it ended, and what its first bytes looked like. */
    record Outcome(long bytesOut, long bytesIn, RelayEnd end, String protocol) {}

    private final EpollSocketChannel client;
    private final EpollSocketChannel upstream;
    private final boolean sandboxIsClient;
    private final RelayDirection out;
    private final RelayDirection in;
    private final Consumer<Outcome> finished;
    private @Nullable RelayEnd end;

    private Relay(
            EpollSocketChannel client,
            EpollSocketChannel upstream,
            boolean sandboxIsClient,
            BufferBudget budget,
            Consumer<Outcome> finished) {
        this.client = client;
        this.upstream = upstream;
        this.sandboxIsClient = sandboxIsClient;
        this.finished = finished;
        this.out = new RelayDirection(client, upstream, budget, this::outEnded);
        this.in = new RelayDirection(upstream, client, budget, this::inEnded);
    }

    /**
     * A relay that is not started yet.
     *
     * @param sandboxIsClient whether it is the client that is in the sandbox, not the upstream
     * @param finished is called once, when it is over and before this closes the channels
     */
    static Relay of(
            EpollSocketChannel client,
            EpollSocketChannel upstream,
            boolean sandboxIsClient,
            BufferBudget budget,
            Consumer<Outcome> finished) {
        return new Relay(client, upstream, sandboxIsClient, budget, finished);
    }

    /**
     * Starts to read from both, what was kept in their {@link EarlyBytes} first; handlers that stand behind those see all of it before it is
     * relayed. Must be called on the event loop of both.
     */
    void start() {
        if (!client.isActive() || !upstream.isActive()) {
            // what is closed has no handlers any more
            abort(client.isActive() ? RelayEnd.UPSTREAM_RESET : RelayEnd.CLIENT_RESET);
            return;
        }
        EarlyBytes fromClient = install(client, out, RelayEnd.CLIENT_RESET);
        EarlyBytes fromUpstream = install(upstream, in, RelayEnd.UPSTREAM_RESET);
        replay(fromClient, client.pipeline());
        replay(fromUpstream, upstream.pipeline());
        out.start();
        in.start();
    }

    private static void replay(EarlyBytes early, ChannelPipeline to) {
        early.replay(to::fireChannelRead, () -> to.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
    }

    private EarlyBytes install(EpollSocketChannel channel, RelayDirection direction, RelayEnd onReset) {
        EarlyBytes early = channel.pipeline().remove(EarlyBytes.class);
        channel.pipeline().addLast(new SideHandler(direction::forward, direction::forwardEnd, () -> abort(onReset)));
        return early;
    }

    private void outEnded() {
        directionEnded(in);
    }

    private void inEnded() {
        directionEnded(out);
    }

    private void directionEnded(RelayDirection other) {
        other.sourceIsReadOnly();
        if (out.hasEnded() && in.hasEnded()) {
            finish(RelayEnd.COMPLETE, false);
        } else {
            watchHalfOpen(out.bytes() + in.bytes());
        }
    }

    private void watchHalfOpen(long before) {
        var _ = client.eventLoop()
                .schedule(
                        () -> {
                            if (end == null && before == out.bytes() + in.bytes()) {
                                abort(RelayEnd.UPSTREAM_RESET);
                            } else if (end == null) {
                                watchHalfOpen(out.bytes() + in.bytes());
                            }
                        },
                        HALF_OPEN_MINUTES,
                        TimeUnit.MINUTES);
    }

    @Override
    public boolean isDelivered() {
        return (sandboxIsClient ? out : in).isDelivered();
    }

    @Override
    public long moved() {
        return out.bytes() + in.bytes();
    }

    /** Resets both sides, or closes them when all is delivered and the run is over. Does nothing once the relay is over. */
    @Override
    public void abort(RelayEnd why) {
        if (client.eventLoop().inEventLoop()) {
            end(why);
        } else {
            client.eventLoop().execute(() -> end(why));
        }
    }

    /** A reset would take from a slow reader what has been delivered to its kernel. */
    private void end(RelayEnd why) {
        finish(why, why != RelayEnd.STOPPED || !isDelivered());
    }

    private void finish(RelayEnd why, boolean reset) {
        if (end != null) {
            return;
        }
        end = why;
        // first: whoever waits for the last connection to leave must find the record of each
        tellFinished(why);
        close(client, reset);
        close(upstream, reset);
    }

    /** Ends it for what came on it: the upstream is reset, the client is told by these words, which are owned from now on. */
    void refuse(ByteBuf words) {
        if (end != null) {
            words.release();
            return;
        }
        end = RelayEnd.REFUSED;
        tellFinished(RelayEnd.REFUSED);
        reset(upstream);
        Farewell.say(client, words);
    }

    private void tellFinished(RelayEnd why) {
        finished.accept(new Outcome(out.bytes(), in.bytes(), why, out.protocol()));
    }

    private static void close(EpollSocketChannel channel, boolean reset) {
        if (reset) {
            reset(channel);
        } else {
            var _ = channel.close();
        }
    }

    /** Closes with a TCP reset, never a FIN; what was not sent yet is dropped. */
    static void reset(EpollSocketChannel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = channel.close();
        }
    }
}
