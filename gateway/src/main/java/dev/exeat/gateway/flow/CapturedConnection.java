package dev.exeat.gateway.flow;

import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.http.HttpConversation;
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
 * One connection out of the sandbox, when it was captured: finds out what it is for, and hands it to the flow, the probe or a door.
 * Every way out of here that is none of these resets it. Lives on its event loop.
 */
final class CapturedConnection {
    private final Capture with;
    private final EpollSocketChannel client;
    private final long number;

    CapturedConnection(Capture with, EpollSocketChannel client) {
        this.with = with;
        this.client = client;
        this.number = with.log().nextFlow();
    }

    void begin(@Nullable OriginalDestination destination) {
        if (destination == null) {
            deny(new FlowLog.Subject(number, "", "", 0), Decision.deny(DenyReason.LISTENER_ADDRESS));
            return;
        }
        IpAddress address = destination.address();
        HostName name = with.names().nameOf(address);
        int port = destination.port();
        Flow flow = name == null ? Flow.to(address, port) : Flow.to(name, port);
        FlowLog.Subject subject = FlowLog.Subject.of(number, flow);
        decide(subject, flow, name);
    }

    private void decide(FlowLog.Subject subject, Flow flow, @Nullable HostName name) {
        Decision decision = with.decide(flow);
        if (!decision.allowed()) {
            deny(subject, decision);
        } else if (ReservedNames.PROBE.equals(name)) {
            answerProbe(subject, decision);
        } else if (with.live().enter()) {
            with.live().leavesWith(client, number);
            if (ReservedNames.PROXY.equals(name)) {
                openDoor(subject, flow.port());
            } else {
                new OutboundFlow(with, client, flow, subject, new CapturedAsker(client)).begin();
            }
        } else {
            deny(subject, Decision.deny(DenyReason.CONNECTION_LIMIT));
        }
    }

    private void answerProbe(FlowLog.Subject subject, Decision decision) {
        if (with.log().allowed(Event.CONNECTION, subject, decision, List.of())) {
            var _ = client.writeAndFlush(Unpooled.copiedBuffer(with.probeAnswer(), StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            Relay.reset(client);
        }
    }

    private void openDoor(FlowLog.Subject subject, int port) {
        if (port == ReservedNames.SOCKS_DOOR) {
            new SocksDoor(with, client, number).open();
        } else {
            HttpRelay.start(with, client, HttpConversation.proxy(new RequestJudge(with, number)), subject.over("http"));
        }
    }

    private void deny(FlowLog.Subject subject, Decision decision) {
        // the workload is told first: its time-out runs, the record is about something that does not happen
        Relay.reset(client);
        with.log().denied(subject, decision, with.log().nextDecision(), "");
    }
}
