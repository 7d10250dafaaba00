package dev.exeat.gateway.flow;

import dev.exeat.gateway.socks.SocksProgress;
import dev.exeat.gateway.socks.SocksReader;
import dev.exeat.gateway.socks.SocksReply;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostPort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A connection to the SOCKS door, up to the flow that it asks for. Lives on the client's event loop. */
final class SocksDoor {
    private final Capture with;
    private final EpollSocketChannel client;
    private final long number;
    private final SocksReader reader = new SocksReader();
    private final SideHandler handler = new SideHandler(this::arrived, this::ended, this::gone);
    private final ScheduledFuture<?> deadline;
    private boolean over;

    SocksDoor(Capture with, EpollSocketChannel client, long number) {
        this.with = with;
        this.client = client;
        this.number = number;
        this.deadline =
                client.eventLoop().schedule(this::late, with.times().whole().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes over a client that keeps its bytes in an {@link EarlyBytes} and has its place among the live connections. */
    void open() {
        EarlyBytes early = client.pipeline().remove(EarlyBytes.class);
        client.pipeline().addLast(handler);
        early.replay(this::arrived, this::ended);
        if (!over) {
            client.config().setAutoRead(true);
        }
    }

    private void arrived(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        SocksProgress progress = reader.take(bytes);
        switch (progress) {
            case SocksProgress.More(List<SocksReply> replies) -> {
                bytes.release();
                say(replies);
            }
            case SocksProgress.Request(HostPort target, int consumed, List<SocksReply> replies) -> {
                say(replies);
                ask(target, bytes.skipBytes(consumed));
            }
            case SocksProgress.Refused(DenyReason reason, List<SocksReply> replies, String detail) -> {
                bytes.release();
                refuse(reason, replies, detail);
            }
        }
    }

    private void say(List<SocksReply> replies) {
        for (SocksReply reply : replies) {
            var _ = client.writeAndFlush(Unpooled.wrappedBuffer(reply.bytes()));
        }
    }

    private void ask(HostPort target, ByteBuf rest) {
        stop();
        client.config().setAutoRead(false);
        client.pipeline().remove(handler);
        client.pipeline().addLast(EarlyBytes.of(rest));
        Flow flow = RequestJudge.named(with.names(), target.flow());
        new OutboundFlow(with, client, flow, FlowLog.Subject.of(number, flow), new SocksAsker(client)).begin();
    }

    private void refuse(DenyReason reason, List<SocksReply> replies, String detail) {
        stop();
        if (replies.isEmpty()) {
            Relay.reset(client);
        } else {
            Farewell.say(
                    client,
                    Unpooled.wrappedBuffer(
                            replies.stream().map(SocksReply::bytes).toArray(byte[][]::new)));
        }
        with.log()
                .denied(
                        new FlowLog.Subject(number, "", "", 0),
                        Decision.deny(reason),
                        with.log().nextDecision(),
                        detail);
    }

    private void late() {
        if (!over) {
            refuse(DenyReason.CONTENT_LATE, List.of(), "no request to the SOCKS door in time");
        }
    }

    /** A client that has sent all of it at once and its end may still want the answer. */
    private void ended() {
        if (over) {
            EarlyBytes.end(client);
        } else {
            refuse(DenyReason.PROXY_MALFORMED, List.of(), "ended before its request");
        }
    }

    private void gone() {
        stop();
    }

    private void stop() {
        over = true;
        deadline.cancel(false);
    }
}
