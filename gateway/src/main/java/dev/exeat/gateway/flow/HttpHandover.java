package dev.exeat.gateway.flow;

import dev.exeat.gateway.http.JudgedRequest;
import dev.exeat.gateway.http.Tunnel;
import dev.exeat.policy.Flow;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.List;

/** Hands the client of an HTTP connection that is over on to whoever carries its bytes from then on. The client's event loop. */
final class HttpHandover {
    private final Capture with;
    private final EpollSocketChannel client;
    private final boolean clientEnded;
    private final FlowLog.Subject subject;

    /** Of a client that has a {@link SideHandler}; {@code clientEnded} says whether its end was heard. */
    HttpHandover(Capture with, EpollSocketChannel client, boolean clientEnded, FlowLog.Subject subject) {
        this.with = with;
        this.client = client;
        this.clientEnded = clientEnded;
        this.subject = subject;
    }

    /**
     * After a 101 the bytes have no meaning any more: from here on they are relayed like any other flow's.
     *
     * @param requests what the bytes live by
     * @param before how many bytes the client had been sent
     */
    void opaque(HttpUpstream connected, List<JudgedRequest> requests, long before) {
        EpollSocketChannel channel = connected.side().channel();
        keepEarly(client, clientEnded);
        keepEarly(channel, connected.hasEnded());
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
        keepEarly(channel, new EarlyBytes(), ended);
    }

    private static void keepEarly(EpollSocketChannel channel, EarlyBytes early, boolean ended) {
        channel.config().setAutoRead(false);
        channel.pipeline().remove(SideHandler.class);
        channel.pipeline().addLast(early);
        if (ended) {
            EarlyBytes.end(channel);
        }
    }

    /** A tunnel that the client asked for by CONNECT is a flow of its own, decided like any other. */
    void tunnel(Tunnel tunnel) {
        keepEarly(client, EarlyBytes.of(tunnel.early()), clientEnded);
        Flow flow = RequestJudge.named(with.names(), tunnel.target().flow());
        FlowLog.Subject about = FlowLog.Subject.of(subject.flow(), flow);
        ConnectAsker asker = new ConnectAsker(client, tunnel.target().flow());
        new OutboundFlow(with, client, flow, about, asker).begin();
    }
}
