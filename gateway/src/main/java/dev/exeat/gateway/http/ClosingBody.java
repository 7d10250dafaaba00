package dev.exeat.gateway.http;

import io.netty.buffer.ByteBuf;

/** A body that the end of the connection ends. */
final class ClosingBody implements Body {
    @Override
    public void pass(ByteBuf in, Outflow out) {
        out.pass(in, in.readableBytes());
    }

    @Override
    public boolean isComplete() {
        return false;
    }
}
