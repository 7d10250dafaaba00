package dev.exeat.gateway.flow;

import dev.exeat.gateway.http.Ending;
import dev.exeat.gateway.http.HttpConversation;
import dev.exeat.gateway.http.JudgedRequest;
import dev.exeat.gateway.http.Step;
import dev.exeat.gateway.http.Tunnel;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries one HTTP/1 conversation between a client and the upstreams that its requests are for. What is said is the conversation's to
 * judge; this moves bytes, dials, and keeps the pace. Lives on the client's event loop.
 */
final class HttpRelay implements LiveConnection {
    private final Capture with;
    private final EpollSocketChannel client;
    private final HttpConversation conversation;
    private final FlowLog.Subject subject;
    private final HttpSide toClient;
    private final HttpDials dials;
    private final HttpPatience patience;
    private final ScheduledFuture<?> ticks;
    private volatile @Nullable HttpUpstream upstream;
    private volatile boolean clientEnded;
    /** Whether bytes of the client are kept that are still to be sent on. */
    private volatile boolean holds;

    private boolean readClient = true;
    private boolean readUpstream = true;
    private boolean over;

    private HttpRelay(Capture with, EpollSocketChannel client, HttpConversation conversation, FlowLog.Subject subject) {
        this.with = with;
        this.client = client;
        this.conversation = conversation;
        this.subject = subject;
        this.toClient = new HttpSide(client, with.memory().budget(), this::pace);
        this.dials = new HttpDials(with, client.eventLoop(), subject.flow(), new Waiting());
        this.patience = new HttpPatience(with.http(), conversation);
        long look = with.http().look().toMillis();
        this.ticks = client.eventLoop().scheduleAtFixedRate(this::tick, look, look, TimeUnit.MILLISECONDS);
    }

    /** Takes over a client that keeps its bytes in an {@link EarlyBytes} and has its place among the live connections. */
    static void start(Capture with, EpollSocketChannel client, HttpConversation conversation, FlowLog.Subject subject) {
        HttpRelay relay = new HttpRelay(with, client, conversation, subject);
        EarlyBytes early = client.pipeline().remove(EarlyBytes.class);
        client.pipeline().addLast(new SideHandler(relay::fromClient, relay::clientEnded, relay::clientGone));
        with.live().live(subject.flow(), relay::isAllowed, relay);
        early.replay(relay::fromClient, relay::clientEnded);
        if (client.isActive()) {
            relay.pace();
        } else {
            relay.clientGone();
        }
    }

    private void fromClient(ByteBuf bytes) {
        patience.heard();
        if (over) {
            bytes.release();
        } else {
            apply(conversation.fromClient(bytes));
        }
    }

    private void clientEnded() {
        clientEnded = true;
        if (over) {
            EarlyBytes.end(client);
        } else {
            apply(conversation.clientEnded());
        }
    }

    private void clientGone() {
        finish(RelayEnd.CLIENT_RESET);
    }

    private void fromUpstream(HttpUpstream from, ByteBuf bytes) {
        patience.heard();
        if (over || from != upstream) {
            bytes.release();
        } else {
            apply(conversation.fromUpstream(bytes));
        }
    }

    private void upstreamEnded(HttpUpstream from) {
        if (!over && from == upstream && from.endOnce()) {
            apply(conversation.upstreamEnded());
        }
    }

    private void upstreamGone(HttpUpstream from) {
        if (!over && from == upstream && from.endOnce()) {
            apply(conversation.upstreamBroke());
        }
    }

    private void apply(Step step) {
        HttpUpstream current = upstream;
        if (current == null) {
            step.toUpstream().release();
            if (step.upstream() != Ending.NONE) {
                // an ending of what is not there yet gives it up
                dials.giveUp(RelayEnd.CLIENT_RESET);
            }
        } else {
            current.side().write(step.toUpstream());
            endUpstream(current, step.upstream());
        }
        if (step.client() == Ending.CLOSE) {
            // what is still to come from the upstream has no receiver
            farewell(step.toClient());
            return;
        }
        toClient.write(step.toClient());
        if (step.client() == Ending.RESET) {
            finish(RelayEnd.UPSTREAM_RESET);
            return;
        }
        toClient.end(step.client());
        readClient = step.readClient();
        readUpstream = step.readUpstream();
        HttpUpstream connected = upstream;
        if (step.opaque() && connected != null) {
            becomeOpaque(connected);
            return;
        }
        proceed(step.dial(), step.tunnel());
        // only now: what was held has been handed to the other side, or is being dialled for
        holds = over ? holds : conversation.isHolding();
        pace();
    }

    private void proceed(@Nullable Flow dial, @Nullable Tunnel tunnel) {
        if (dial != null) {
            dials.begin(RequestJudge.named(with.names(), dial));
        }
        if (tunnel != null) {
            tunnel(tunnel);
        }
    }

    private void endUpstream(HttpUpstream current, Ending ending) {
        current.side().end(ending);
        if (ending == Ending.CLOSE || ending == Ending.RESET) {
            upstream = null;
            current.record(toClient.bytes(), RelayEnd.COMPLETE);
        }
    }

    private void farewell(ByteBuf words) {
        HttpUpstream current = upstream;
        dials.giveUp(RelayEnd.CLIENT_RESET);
        stop();
        if (current != null) {
            current.record(toClient.bytes() + words.readableBytes(), RelayEnd.COMPLETE);
            current.side().end(Ending.CLOSE);
        }
        Farewell.say(client, words);
    }

    private void becomeOpaque(HttpUpstream connected) {
        List<JudgedRequest> requests = conversation.requests();
        stop();
        new HttpHandover(with, client, clientEnded, subject).opaque(connected, requests, toClient.bytes());
    }

    private void tunnel(Tunnel tunnel) {
        stop();
        // until the tunnel's own relay takes this one's place
        holds = true;
        new HttpHandover(with, client, clientEnded, subject).tunnel(tunnel);
    }

    /** Tells the conversation what became of a dial. */
    private final class Waiting implements HttpDials.Waiting {
        @Override
        public void connected(HttpDial dial, EpollSocketChannel channel, IpAddress address) {
            take(dial, channel, address);
        }

        @Override
        public void failed(DenyReason reason, String decision) {
            apply(conversation.dialFailed(reason, decision, false));
        }

        @Override
        public void broken() {
            finish(RelayEnd.STOPPED);
        }
    }

    private void take(HttpDial dial, EpollSocketChannel channel, IpAddress address) {
        HttpUpstream.Place place = new HttpUpstream.Place(dial.flow(), dial.subject(), address);
        HttpSide side = new HttpSide(channel, with.memory().budget(), this::pace);
        HttpUpstream current = new HttpUpstream(with, side, place, toClient.bytes(), dial.started());
        // known before it is decided again, so that no change of the policy falls between
        upstream = current;
        if (!current.mayBegin(conversation.requests())) {
            finish(RelayEnd.REVOKED);
            return;
        }
        channel.config().setRecvByteBufAllocator(with.memory().buffers());
        EarlyBytes early = channel.pipeline().remove(EarlyBytes.class);
        channel.pipeline()
                .addLast(new SideHandler(
                        bytes -> fromUpstream(current, bytes),
                        () -> upstreamEnded(current),
                        () -> upstreamGone(current)));
        apply(conversation.dialled());
        early.replay(bytes -> fromUpstream(current, bytes), () -> upstreamEnded(current));
    }

    /** Reads from each side what the conversation wants to hear and the other side can take. */
    private void pace() {
        if (over) {
            return;
        }
        HttpUpstream current = upstream;
        boolean readsClient = readClient && (current == null || !current.side().isCongested());
        boolean readsUpstream = readUpstream && !toClient.isCongested();
        client.config().setAutoRead(readsClient);
        patience.watch(readsClient, current != null && readsUpstream);
        if (current != null) {
            current.side().channel().config().setAutoRead(readsUpstream);
        }
    }

    private void tick() {
        switch (patience.late()) {
            case NOTHING -> {}
            case HEAD -> apply(conversation.headTooLate());
            case BODY -> apply(conversation.bodyTooLate());
            case ANSWER -> apply(conversation.answerTooLate());
            case REQUEST -> finish(RelayEnd.STOPPED);
        }
    }

    private boolean isAllowed() {
        HttpUpstream current = upstream;
        List<JudgedRequest> requests = conversation.requests();
        return current == null
                ? RequestJudge.areLet(with.names(), with.judge()::decide, requests)
                : current.mayGoOn(requests);
    }

    private void stop() {
        over = true;
        holds = false;
        upstream = null;
        ticks.cancel(false);
        conversation.release();
    }

    private void finish(RelayEnd why) {
        if (over) {
            return;
        }
        HttpUpstream current = upstream;
        boolean gently = why == RelayEnd.STOPPED && isDelivered();
        dials.giveUp(why);
        stop();
        if (current != null) {
            current.record(toClient.bytes(), why);
            current.side().end(gently ? Ending.CLOSE : Ending.RESET);
        }
        Relay.reset(client);
    }

    @Override
    public void abort(RelayEnd why) {
        if (client.eventLoop().inEventLoop()) {
            finish(why);
        } else {
            client.eventLoop().execute(() -> finish(why));
        }
    }

    @Override
    public boolean isDelivered() {
        HttpUpstream current = upstream;
        return clientEnded
                && !dials.isDialling()
                && !holds
                && (current == null || current.side().isDelivered());
    }

    @Override
    public long moved() {
        HttpUpstream current = upstream;
        return toClient.bytes() + (current == null ? 0 : current.side().bytes());
    }
}
