package dev.exeat.gateway.flow;

import dev.exeat.gateway.http.Refusal;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import io.netty.channel.epoll.EpollSocketChannel;

/** A client of the HTTP door that sent CONNECT (RFC 9110 section 9.3.6). */
record ConnectAsker(EpollSocketChannel client, Flow flow) implements Asker {
    @Override
    public boolean isTold() {
        return true;
    }

    @Override
    public void accepted() {
        var _ = client.writeAndFlush(Refusal.established());
    }

    @Override
    public void denied(DenyReason reason, String decision) {
        Farewell.say(client, Refusal.of(flow, reason, decision).render(true));
    }

    @Override
    public void failed(DenyReason reason, boolean timeout) {
        Farewell.say(client, Refusal.unreached(flow, reason, "", timeout).render(true));
    }
}
