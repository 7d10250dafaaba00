package dev.exeat.gateway.flow;

import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import org.jspecify.annotations.Nullable;

/** The dials of one HTTP connection, of which only the newest is waited for. One event loop; {@link #isDialling} is safe for threads. */
final class HttpDials {
    /** Who waits for the newest dial. */
    interface Waiting {
        /** It is connected. That it may be used has to be decided again. */
        void connected(HttpDial dial, EpollSocketChannel channel, IpAddress address);

        /** It is not, for this reason; {@code decision} is the id of the recorded decision, or empty. */
        void failed(DenyReason reason, String decision);

        /** Nothing can be said of it: an error, or it can't be recorded. */
        void broken();
    }

    private final Capture with;
    private final EventLoop loop;
    private final long number;
    private final Waiting waiting;
    private volatile @Nullable HttpDial newest;

    /** Dials for the connection {@code number}. */
    HttpDials(Capture with, EventLoop loop, long number, Waiting waiting) {
        this.with = with;
        this.loop = loop;
        this.number = number;
        this.waiting = waiting;
    }

    boolean isDialling() {
        return newest != null;
    }

    /** Decides, and dials what is allowed. */
    void begin(Flow flow) {
        FlowLog.Subject about = FlowLog.Subject.of(number, flow).over("http");
        Decision allowed = with.decide(flow);
        if (!allowed.allowed()) {
            String id = with.log().nextDecision();
            with.log().denied(about, allowed, id, "");
            waiting.failed(FlowLog.reason(allowed), id);
            return;
        }
        HttpDial dial = new HttpDial(with, flow, about);
        newest = dial;
        var _ = with.dialler()
                .dial(
                        flow,
                        allowed,
                        loop,
                        addresses -> dial == newest && with.decide(flow).allowed() && dial.record(allowed, addresses),
                        dial.givenUp())
                .whenComplete((dialled, failure) -> {
                    if (failure != null) {
                        waiting.broken();
                    } else {
                        take(dial, dialled);
                    }
                });
    }

    /** Nobody waits any more. */
    void giveUp(RelayEnd why) {
        HttpDial dial = newest;
        newest = null;
        if (dial != null) {
            dial.giveUp(why);
        }
    }

    private void take(HttpDial dial, Dialled dialled) {
        switch (dialled) {
            case Dialled.Refused(Resolved.Refused why) -> {
                String id = with.log().nextDecision();
                with.log().denied(OutboundFlow.resolved(dial.subject(), why), why.decision(), id, why.detail());
                failed(dial, FlowLog.reason(why.decision()), id);
            }
            case Dialled.Unrecorded() -> {
                if (dial == newest) {
                    waiting.broken();
                }
            }
            case Dialled.Failed(String detail) -> {
                dial.failed(detail);
                failed(dial, DenyReason.CONNECT_FAILED, "");
            }
            case Dialled.Connected(EpollSocketChannel channel, IpAddress address) -> connected(dial, channel, address);
        }
    }

    private void failed(HttpDial dial, DenyReason reason, String decision) {
        if (dial == newest) {
            newest = null;
            waiting.failed(reason, decision);
        }
    }

    private void connected(HttpDial dial, EpollSocketChannel channel, IpAddress address) {
        if (dial != newest) {
            // its end is in the journal
            Relay.reset(channel);
            return;
        }
        dial.connected();
        waiting.connected(dial, channel, address);
        // only now: what waited for it has been handed on
        if (dial == newest) {
            newest = null;
        }
    }
}
