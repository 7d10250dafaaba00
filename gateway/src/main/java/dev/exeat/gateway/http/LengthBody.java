package dev.exeat.gateway.http;

import io.netty.buffer.ByteBuf;

/** A body of a known number of octets. */
final class LengthBody implements Body {
    private final long octets;
    private long left;

    LengthBody(long octets) {
        this.octets = octets;
        this.left = octets;
    }

    /** How much of it has passed. */
    long passed() {
        return octets - left;
    }

    @Override
    public void pass(ByteBuf in, Outflow out) {
        int some = (int) Math.min(left, in.readableBytes());
        out.pass(in, some);
        left -= some;
    }

    @Override
    public boolean isComplete() {
        return left == 0;
    }
}
