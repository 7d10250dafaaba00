package dev.exeat.gateway.http;

import io.netty.buffer.ByteBuf;

/** What is left of one message's body. */
sealed interface Body permits LengthBody, ChunkedBody, ClosingBody {
    /** Passes on what is the body's in {@code in}, and leaves what comes after it. */
    void pass(ByteBuf in, Outflow out) throws HttpFault;

    /** Whether all of it has passed. */
    boolean isComplete();
}
