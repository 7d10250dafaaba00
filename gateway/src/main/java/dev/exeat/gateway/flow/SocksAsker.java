package dev.exeat.gateway.flow;

import dev.exeat.gateway.socks.SocksReply;
import dev.exeat.policy.DenyReason;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.EpollSocketChannel;

/** A client of the SOCKS door that sent CONNECT (RFC 1928 section 6). */
record SocksAsker(EpollSocketChannel client) implements Asker {
    @Override
    public boolean isTold() {
        return true;
    }

    @Override
    public void accepted() {
        var _ = client.writeAndFlush(Unpooled.wrappedBuffer(SocksReply.SUCCEEDED.bytes()));
    }

    @Override
    public void denied(DenyReason reason, String decision) {
        SocksReply reply = switch (reason) {
            case NO_ADDRESS -> SocksReply.HOST_UNREACHABLE;
            case UPSTREAM_FAILED -> SocksReply.GENERAL_FAILURE;
            default -> SocksReply.NOT_ALLOWED;
        };
        Farewell.say(client, Unpooled.wrappedBuffer(reply.bytes()));
    }

    @Override
    public void failed(DenyReason reason, boolean timeout) {
        SocksReply reply = timeout ? SocksReply.HOST_UNREACHABLE : SocksReply.CONNECTION_REFUSED;
        Farewell.say(client, Unpooled.wrappedBuffer(reply.bytes()));
    }
}
