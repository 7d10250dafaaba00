package dev.exeat.gateway.http;

import io.netty.buffer.ByteBuf;

/** A body of a known number of octets. */
final class LengthBody implements Body {
    private long left;

    LengthBody(long octets) {
        this.left = octets;
    }

    @Override
    public void pass(ByteBuf in, Outflow out) {
        int octets = (int) Math.min(left, in.readableBytes());
        out.pass(in, octets);
        left -= octets;
    }

    @Override
    public boolean isComplete() {
        return left == 0;
    }
}
