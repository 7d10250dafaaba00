package dev.exeat.gateway.flow;

import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.http.HttpConversation;
import dev.exeat.gateway.tls.RetryWatch;
import dev.exeat.gateway.tls.Watched;
import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One flow out of the sandbox whose target is known, from the decision to its end: read as far as the policy must see, looked up,
 * screened, recorded, dialled, relayed. The same for whoever asks: a captured connection or a proxy's tunnel. Lives on the client's event
 * loop; the client keeps its bytes in an {@link EarlyBytes} and has its place among the live connections.
 */
final class OutboundFlow {
    private final Capture with;
    private final EpollSocketChannel client;
    private final Flow flow;
    private final FlowLog.Subject subject;
    private final Asker asker;
    private final long started = System.nanoTime();
    private @Nullable RetryWatch retry;

    OutboundFlow(Capture with, EpollSocketChannel client, Flow flow, FlowLog.Subject subject, Asker asker) {
        this.with = with;
        this.client = client;
        this.flow = flow;
        this.subject = subject;
        this.asker = asker;
    }

    void begin() {
        Decision decision = with.decide(flow);
        if (!decision.allowed()) {
            deny(subject, decision, "");
        } else if (with.judge().takesAnyBytes(flow)) {
            dial(subject, decision, null);
        } else if (asker.isTold()) {
            var _ = with.dialler().screen(flow, decision).whenCompleteAsync(this::screened, client.eventLoop());
        } else {
            open();
        }
    }

    private void deny(FlowLog.Subject about, Decision decision, String detail) {
        DenyReason reason = FlowLog.reason(decision);
        String id = with.log().nextDecision();
        // the workload is told first: its time-out runs, the record is about something that does not happen
        asker.denied(reason, id);
        with.log().denied(about, decision, id, detail);
    }

    /** A proxy's client is told of a refused address while it can still be told in its protocol. */
    private void screened(Resolved resolved, Throwable failure) {
        switch (resolved) {
            case Resolved.Refused why -> deny(resolved(subject, why), why.decision(), why.detail());
            case Resolved.Screened ignored -> open();
            case null -> deny(subject, Decision.deny(DenyReason.UPSTREAM_FAILED), String.valueOf(failure));
        }
    }

    private void open() {
        if (!client.isActive()) {
            ended(subject, null, RelayEnd.CLIENT_RESET);
            return;
        }
        asker.accepted();
        Opening.read(client, with.times(), this::said);
    }

    private void said(Opening.Said said) {
        switch (said) {
            case Opening.Said.Http ignored -> http();
            case Opening.Said.Tls(Content.Tls content, int octets) -> {
                retry = new RetryWatch(content, octets);
                judged(subject.over("tls"), content);
            }
            case Opening.Said.Other ignored -> judged(subject, new Content.Other());
            case Opening.Said.Refused(DenyReason reason, String detail, boolean tls) -> {
                refuse(reason, tls);
                FlowLog.Subject about = tls ? subject.over("tls") : subject;
                with.log().denied(about, Decision.deny(reason), with.log().nextDecision(), detail);
            }
        }
    }

    private void http() {
        FlowLog.Subject about = subject.over("http");
        RequestJudge judge = new RequestJudge(with, subject.flow());
        HttpRelay.start(with, client, HttpConversation.captured(flow, judge), about);
    }

    private void judged(FlowLog.Subject about, Content content) {
        Decision decision = with.decide(flow, content);
        if (decision.allowed()) {
            dial(about, decision, content);
            return;
        }
        boolean tls = content instanceof Content.Tls;
        refuse(FlowLog.reason(decision), tls);
        with.log().denied(about, decision, with.log().nextDecision(), detail(content));
    }

    private static String detail(Content content) {
        return content instanceof Content.Tls tls && tls.serverName() != null ? "server name " + tls.serverName() : "";
    }

    /** Once a tunnel stands, a refusal is said in the language of what is in it. */
    private void refuse(DenyReason reason, boolean tls) {
        if (tls) {
            Farewell.say(client, Farewell.alert(reason));
        } else {
            Relay.reset(client);
        }
    }

    private void dial(FlowLog.Subject about, Decision allowed, @Nullable Content content) {
        Dialling dialling = new Dialling(client, how -> ended(about, null, how));
        if (client.isOpen()) {
            with.live().live(subject.flow(), () -> isStillAllowed(content), dialling);
        }
        var _ = with.dialler()
                .dial(
                        flow,
                        allowed,
                        client.eventLoop(),
                        addresses -> client.isActive()
                                && decide(content).allowed()
                                && with.log().allowed(Event.CONNECTION, about, allowed, addresses),
                        dialling.givenUp())
                .whenComplete((dialled, failure) -> {
                    if (failure != null) {
                        Relay.reset(client);
                    } else if (dialling.finish()) {
                        take(about, content, dialled, dialling);
                    } else if (dialled instanceof Dialled.Connected(EpollSocketChannel upstream, var ignored)) {
                        Relay.reset(upstream);
                    }
                });
    }

    private Decision decide(@Nullable Content content) {
        return content == null ? with.decide(flow) : with.decide(flow, content);
    }

    /** Whether the policy of this moment lets the flow out, as far as it is known before its addresses are. */
    private boolean isStillAllowed(@Nullable Content content) {
        FlowJudge judge = with.judge();
        return content == null
                ? judge.decide(flow).allowed() && judge.takesAnyBytes(flow)
                : judge.decide(flow, content).allowed();
    }

    private void take(FlowLog.Subject about, @Nullable Content content, Dialled dialled, Dialling dialling) {
        switch (dialled) {
            case Dialled.Refused(Resolved.Refused why) -> refusedLate(resolved(about, why), content, why);
            case Dialled.Unrecorded() -> undialled(about, content);
            case Dialled.Failed(String detail) -> {
                with.log().connectFailed(about, age(), detail);
                if (content == null) {
                    asker.failed(DenyReason.CONNECT_FAILED, false);
                } else {
                    Relay.reset(client);
                }
            }
            case Dialled.Connected(EpollSocketChannel upstream, IpAddress address) ->
                connected(about, content, upstream, address, dialling);
        }
    }

    /** What was allowed when the dial began may not be any more: no byte leaves before that is known. */
    private void connected(
            FlowLog.Subject about,
            @Nullable Content content,
            EpollSocketChannel upstream,
            IpAddress address,
            Dialling dialling) {
        if (!decide(content).allowed() || !mayGoOn(content, address)) {
            ended(about, address, RelayEnd.REVOKED);
            Relay.reset(upstream);
            Relay.reset(client);
            return;
        }
        if (content == null) {
            asker.accepted();
        }
        dialling.becomes(relay(about, content, upstream, address));
    }

    /** The look-up was made, and no dial followed: the policy has changed, or nothing can be recorded. */
    private void undialled(FlowLog.Subject about, @Nullable Content content) {
        Decision decision = decide(content);
        if (!decision.allowed()) {
            refuse(FlowLog.reason(decision), content instanceof Content.Tls);
            with.log().denied(about, decision, with.log().nextDecision(), "");
            return;
        }
        Relay.reset(client);
    }

    private void ended(FlowLog.Subject about, @Nullable IpAddress address, RelayEnd how) {
        with.log().closed(about, address, new FlowLog.Ending(0, 0, age(), how.id(), "", ""));
    }

    private void refusedLate(FlowLog.Subject about, @Nullable Content content, Resolved.Refused why) {
        if (content == null) {
            deny(about, why.decision(), why.detail());
        } else {
            refuse(FlowLog.reason(why.decision()), content instanceof Content.Tls);
            with.log().denied(about, why.decision(), with.log().nextDecision(), why.detail());
        }
    }

    /** The same with the addresses that were refused. */
    static FlowLog.Subject resolved(FlowLog.Subject subject, Resolved.Refused why) {
        String addresses = String.join(
                " ", why.addresses().stream().map(IpAddress::toString).toList());
        return addresses.isEmpty() ? subject : subject.at(addresses);
    }

    private Relay relay(
            FlowLog.Subject about, @Nullable Content content, EpollSocketChannel upstream, IpAddress address) {
        upstream.config().setRecvByteBufAllocator(with.memory().buffers());
        Relay relay = Relay.of(
                client,
                upstream,
                true,
                with.memory().budget(),
                outcome -> with.log()
                        .closed(
                                outcome.protocol().equals("tcp") ? about : about.over(outcome.protocol()),
                                address,
                                new FlowLog.Ending(
                                        outcome.bytesOut(),
                                        outcome.bytesIn(),
                                        age(),
                                        outcome.end().id(),
                                        "",
                                        "")));
        RetryWatch watch = retry;
        if (watch != null) {
            // the guard's alone from now on: it may hold a large hello, and is gone long before the connection is
            retry = null;
            RetryGuard.stand(watch, client, upstream, why -> refuseRetry(relay, about, why));
        }
        relay.start();
        if (client.isOpen()) {
            with.live().live(subject.flow(), () -> mayGoOn(content, address), relay);
        }
        return relay;
    }

    /** Another hello than the one that was decided about. What came before it has left, so the connection has an end to record too. */
    private void refuseRetry(Relay relay, FlowLog.Subject about, Watched.Refused why) {
        with.log().denied(about, Decision.deny(why.reason()), with.log().nextDecision(), why.detail());
        relay.refuse(Farewell.alert(why.reason()));
    }

    /** Whether the flow would be let out again as it was, to this address. */
    private boolean mayGoOn(@Nullable Content content, IpAddress address) {
        FlowJudge judge = with.judge();
        Decision decision = content == null ? judge.decide(flow) : judge.decide(flow, content);
        boolean bytes = content != null || !decision.allowed() || judge.takesAnyBytes(flow);
        return bytes && judge.screen(flow, decision, List.of(address)).allowed();
    }

    private long age() {
        return (System.nanoTime() - started) / 1_000_000;
    }
}
