package dev.exeat.gateway.flow;

import dev.exeat.policy.DenyReason;
import io.netty.channel.epoll.EpollSocketChannel;

/** A connection that was captured: nothing but a reset tells it anything. */
record CapturedAsker(EpollSocketChannel client) implements Asker {
    @Override
    public boolean isTold() {
        return false;
    }

    @Override
    public void accepted() {
        // it believes itself connected
    }

    @Override
    public void denied(DenyReason reason, String decision) {
        Relay.reset(client);
    }

    @Override
    public void failed(DenyReason reason, boolean timeout) {
        Relay.reset(client);
    }
}
