package dev.exeat.gateway.flow;

import dev.exeat.gateway.http.Ending;
import dev.exeat.gateway.http.HeadClock;
import dev.exeat.gateway.http.HttpConversation;
import dev.exeat.gateway.http.JudgedRequest;
import dev.exeat.gateway.http.Step;
import dev.exeat.gateway.http.Tunnel;
import dev.exeat.policy.Decision;
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
    private static final long TICK_SECONDS = 5;
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Capture with;
    private final EpollSocketChannel client;
    private final HttpConversation conversation;
    private final FlowLog.Subject subject;
    private final HttpSide toClient;
    private final ScheduledFuture<?> ticks;
    private volatile @Nullable HttpUpstream upstream;
    private volatile boolean clientEnded;
    private volatile @Nullable HttpDial dialling;
    /** Whether bytes of the client are kept that are still to be sent on. */
    private volatile boolean holds;

    private final HeadClock clock = new HeadClock();
    private long quietSince = System.nanoTime();
    private boolean readClient = true;
    private boolean readUpstream = true;
    private boolean over;

    private HttpRelay(Capture with, EpollSocketChannel client, HttpConversation conversation, FlowLog.Subject subject) {
        this.with = with;
        this.client = client;
        this.conversation = conversation;
        this.subject = subject;
        this.toClient = new HttpSide(client, with.memory().budget(), this::pace);
        this.ticks = client.eventLoop().scheduleAtFixedRate(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
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
        quietSince = System.nanoTime();
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
        quietSince = System.nanoTime();
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
                giveUpDial(RelayEnd.CLIENT_RESET);
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
            dial(RequestJudge.named(with.names(), dial));
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
        giveUpDial(RelayEnd.CLIENT_RESET);
        stop();
        if (current != null) {
            current.record(toClient.bytes() + words.readableBytes(), RelayEnd.COMPLETE);
            current.side().end(Ending.CLOSE);
        }
        Farewell.say(client, words);
    }

    /** After a 101 the bytes have no meaning any more: from here on they are relayed like any other flow's. */
    private void becomeOpaque(HttpUpstream connected) {
        List<JudgedRequest> requests = conversation.requests();
        stop();
        EpollSocketChannel channel = connected.side().channel();
        keepEarly(client, clientEnded);
        keepEarly(channel, connected.hasEnded());
        long before = toClient.bytes();
        Relay relay = Relay.of(
                client,
                channel,
                true,
                with.memory().budget(),
                outcome -> connected.record(before + outcome.bytesIn(), outcome.bytesOut(), outcome.end()));
        relay.start();
        if (client.isOpen()) {
            with.live().live(subject.flow(), () -> connected.mayGoOn(requests), relay);
        }
    }

    private static void keepEarly(EpollSocketChannel channel, boolean ended) {
        channel.config().setAutoRead(false);
        channel.pipeline().remove(SideHandler.class);
        channel.pipeline().addLast(new EarlyBytes());
        if (ended) {
            EarlyBytes.end(channel);
        }
    }

    private void tunnel(Tunnel tunnel) {
        stop();
        // until the tunnel's own relay takes this one's place
        holds = true;
        client.config().setAutoRead(false);
        client.pipeline().remove(SideHandler.class);
        client.pipeline().addLast(EarlyBytes.of(tunnel.early()));
        if (clientEnded) {
            EarlyBytes.end(client);
        }
        Flow flow = RequestJudge.named(with.names(), tunnel.target().flow());
        FlowLog.Subject about = FlowLog.Subject.of(subject.flow(), flow);
        new OutboundFlow(
                        with,
                        client,
                        flow,
                        about,
                        new ConnectAsker(client, tunnel.target().flow()))
                .begin();
    }

    private void dial(Flow flow) {
        FlowLog.Subject about = FlowLog.Subject.of(subject.flow(), flow).over("http");
        Decision allowed = with.decide(flow);
        if (!allowed.allowed()) {
            String id = with.log().nextDecision();
            with.log().denied(about, allowed, id, "");
            apply(conversation.dialFailed(FlowLog.reason(allowed), id, false));
            return;
        }
        HttpDial dial = new HttpDial(with, flow, about);
        dialling = dial;
        var _ = with.dialler()
                .dial(
                        flow,
                        allowed,
                        client.eventLoop(),
                        addresses -> isWanted(dial) && with.decide(flow).allowed() && dial.record(allowed, addresses),
                        dial.givenUp())
                .whenComplete((dialled, failure) -> {
                    if (failure != null) {
                        finish(RelayEnd.STOPPED);
                    } else {
                        take(dial, dialled);
                    }
                });
    }

    private boolean isWanted(HttpDial dial) {
        return !over && dial == dialling;
    }

    private void giveUpDial(RelayEnd why) {
        HttpDial dial = dialling;
        dialling = null;
        if (dial != null) {
            dial.giveUp(why);
        }
    }

    private void take(HttpDial dial, Dialled dialled) {
        switch (dialled) {
            case Dialled.Refused(Resolved.Refused why) -> {
                String id = with.log().nextDecision();
                with.log().denied(OutboundFlow.resolved(dial.subject(), why), why.decision(), id, why.detail());
                answer(dial, FlowLog.reason(why.decision()), id);
            }
            case Dialled.Unrecorded() -> {
                if (isWanted(dial)) {
                    finish(RelayEnd.STOPPED);
                }
            }
            case Dialled.Failed(String detail) -> {
                dial.failed(detail);
                answer(dial, DenyReason.CONNECT_FAILED, "");
            }
            case Dialled.Connected(EpollSocketChannel channel, IpAddress address) -> connected(dial, channel, address);
        }
    }

    private void answer(HttpDial dial, DenyReason reason, String id) {
        if (isWanted(dial)) {
            dialling = null;
            apply(conversation.dialFailed(reason, id, false));
        }
    }

    private void connected(HttpDial dial, EpollSocketChannel channel, IpAddress address) {
        if (!isWanted(dial)) {
            // its end is in the journal
            Relay.reset(channel);
            return;
        }
        dial.connected();
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
        if (dialling == dial) {
            dialling = null;
        }
        early.replay(bytes -> fromUpstream(current, bytes), () -> upstreamEnded(current));
    }

    /** Reads from each side what the conversation wants to hear and the other side can take. */
    private void pace() {
        if (over) {
            return;
        }
        HttpUpstream current = upstream;
        boolean reads = readClient && (current == null || !current.side().isCongested());
        client.config().setAutoRead(reads);
        clock.watch(conversation.headsBegun(), reads && conversation.isReadingHead(), System.nanoTime());
        if (current != null) {
            current.side().channel().config().setAutoRead(readUpstream && !toClient.isCongested());
        }
    }

    private void tick() {
        long now = System.nanoTime();
        if (conversation.isReadingHead()
                && clock.elapsed(now) > with.times().whole().toNanos()) {
            apply(conversation.headTooLate());
        } else if (conversation.isIdle() && now - quietSince > IDLE_NANOS) {
            finish(RelayEnd.STOPPED);
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
        giveUpDial(why);
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
                && dialling == null
                && !holds
                && (current == null || current.side().isDelivered());
    }

    @Override
    public long moved() {
        HttpUpstream current = upstream;
        return toClient.bytes() + (current == null ? 0 : current.side().bytes());
    }
}
