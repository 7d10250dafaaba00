package dev.exeat.gateway.flow;

import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.ReservedNames;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.epoll.EpollSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection out of the sandbox, from its capture to its end: decide, look up, screen, record, dial, relay. Nothing is read
 * from it before the dial has succeeded; every way out of here that is not a relay resets it. Lives on its event loop.
 */
final class CapturedConnection {
    private final Capture with;
    private final EpollSocketChannel client;
    private final long started = System.nanoTime();
    private final long number;

    CapturedConnection(Capture with, EpollSocketChannel client) {
        this.with = with;
        this.client = client;
        this.number = with.log().nextFlow();
    }

    void begin(@Nullable OriginalDestination destination) {
        if (destination == null) {
            deny(new FlowLog.Subject(number, "", "", 0), Decision.deny(DenyReason.LISTENER_ADDRESS), "");
            return;
        }
        IpAddress address = destination.address();
        HostName name = with.names().nameOf(address);
        String literal = name == null ? address.toString() : "";
        FlowLog.Subject subject =
                new FlowLog.Subject(number, name == null ? "" : name.ascii(), literal, destination.port());
        if (name == null && with.names().isSynthetic(address)) {
            deny(subject, Decision.deny(DenyReason.UNKNOWN_ADDRESS), "");
            return;
        }
        decide(subject, name == null ? Flow.to(address, destination.port()) : Flow.to(name, destination.port()), name);
    }

    private void decide(FlowLog.Subject subject, Flow flow, @Nullable HostName name) {
        Decision decision = decision(flow);
        if (!decision.allowed()) {
            deny(subject, decision, "");
        } else if (ReservedNames.PROBE.equals(name)) {
            answerProbe(subject, decision);
        } else if (with.live().enter()) {
            var _ = client.closeFuture().addListener(closed -> with.live().leave(number));
            dial(subject, flow, decision);
        } else {
            deny(subject, Decision.deny(DenyReason.CONNECTION_LIMIT), "");
        }
    }

    private Decision decision(Flow flow) {
        if (!with.guarded().getAsBoolean()) {
            return Decision.deny(DenyReason.NO_HEARTBEAT);
        }
        return with.log().isWritable() ? with.judge().decide(flow) : Decision.deny(DenyReason.JOURNAL_FAILED);
    }

    private void answerProbe(FlowLog.Subject subject, Decision decision) {
        if (with.log().allowed(Event.CONNECTION, subject, decision, List.of())) {
            var _ = client.writeAndFlush(Unpooled.copiedBuffer(with.probeAnswer(), StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            Relay.reset(client);
        }
    }

    private void dial(FlowLog.Subject subject, Flow flow, Decision allowed) {
        var _ = with.dialler()
                .dial(
                        flow,
                        allowed,
                        client.eventLoop(),
                        addresses -> client.isActive()
                                && with.guarded().getAsBoolean()
                                && with.judge().decide(flow).allowed()
                                && with.log().allowed(Event.CONNECTION, subject, allowed, addresses))
                .whenComplete((dialled, failure) -> {
                    if (failure != null) {
                        Relay.reset(client);
                    } else {
                        take(subject, flow, dialled);
                    }
                });
    }

    private void take(FlowLog.Subject subject, Flow flow, Dialled dialled) {
        switch (dialled) {
            case Dialled.Refused(Resolved.Refused why) -> deny(resolved(subject, why), why.decision(), why.detail());
            case Dialled.Unrecorded() -> Relay.reset(client);
            case Dialled.Failed(String detail) -> {
                with.log()
                        .closed(
                                subject,
                                null,
                                new FlowLog.Ending(
                                        0, 0, age(), "connect-failed", DenyReason.CONNECT_FAILED.id(), detail));
                Relay.reset(client);
            }
            case Dialled.Connected(EpollSocketChannel upstream, IpAddress address) ->
                relay(subject, flow, upstream, address);
        }
    }

    private static FlowLog.Subject resolved(FlowLog.Subject subject, Resolved.Refused why) {
        String addresses = String.join(
                " ", why.addresses().stream().map(IpAddress::toString).toList());
        return addresses.isEmpty()
                ? subject
                : new FlowLog.Subject(subject.flow(), subject.name(), addresses, subject.port());
    }

    /** Whether the connection would be made again as it was: to this name or literal, at this address. */
    private boolean isAllowed(Flow flow, IpAddress address) {
        Decision decision = with.judge().decide(flow);
        return with.judge().screen(flow, decision, List.of(address)).allowed();
    }

    private void relay(FlowLog.Subject subject, Flow flow, EpollSocketChannel upstream, IpAddress address) {
        upstream.config().setRecvByteBufAllocator(with.memory().buffers());
        Relay relay = Relay.start(
                client,
                upstream,
                true,
                with.memory().budget(),
                outcome -> with.log()
                        .closed(
                                subject,
                                address,
                                new FlowLog.Ending(
                                        outcome.bytesOut(),
                                        outcome.bytesIn(),
                                        age(),
                                        outcome.end().id(),
                                        "",
                                        "")));
        if (client.isOpen()) {
            with.live().live(number, () -> isAllowed(flow, address), relay);
        }
    }

    private void deny(FlowLog.Subject subject, Decision decision, String detail) {
        // the workload is told first: its time-out runs, the record is about something that does not happen
        Relay.reset(client);
        with.log().denied(subject, decision, detail);
    }

    private long age() {
        return (System.nanoTime() - started) / 1_000_000;
    }
}
