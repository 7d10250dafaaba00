package dev.exeat.gateway.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The requests of one client, one after the other: a head, and once that was sent on, its body. */
final class Requests {
    private final HeadReader<RequestLine> heads = new HeadReader<>(RequestLine::parse, true);
    private @Nullable Exchange current;
    private @Nullable Body body;
    private boolean answersHead;
    private final PieceCount pieces = new PieceCount();

    /** Reads on: the head of the next request when it is complete, else null. */
    @Nullable
    RequestHead read(ByteBuf in, Outflow toUpstream) throws HttpFault {
        Exchange request = current;
        if (body != null && request != null) {
            passBody(request, body, in, toUpstream);
        } else if (request != null && request.isLast()) {
            // nobody is going to answer it
            in.skipBytes(in.readableBytes());
        } else {
            HeadReader.Head<RequestLine> head = heads.next(in);
            if (head != null) {
                answersHead = head.line().method().equals(RequestLine.HEAD);
                return RequestHead.of(head.line(), head.fields());
            }
        }
        return null;
    }

    private void passBody(Exchange request, Body reading, ByteBuf in, Outflow toUpstream) throws HttpFault {
        if (request.isStopped()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int before = in.readableBytes();
        reading.pass(in, toUpstream);
        if (reading instanceof LengthBody) {
            pieces.body(before - in.readableBytes());
        }
        if (reading.isComplete()) {
            request.sent();
            body = null;
        }
    }

    /** The head was sent on; a body so framed follows. */
    void follow(Exchange exchange, Framing framing) {
        Body follows = framing.body(false);
        current = exchange;
        if (follows.isComplete()) {
            exchange.sent();
        } else {
            body = follows;
        }
    }

    /** The request whose body is on its way; null between requests. */
    @Nullable
    Exchange inBody() {
        return body == null ? null : current;
    }

    /** Whether it is still open what the bytes after the newest request are, since it asks for another protocol. */
    boolean awaitsSwitch() {
        return current != null && current.webSocketKey() != null && !current.isAnswered();
    }

    /** Whether nothing that follows is a request. */
    boolean isAtLast() {
        return current != null && current.isLast();
    }

    /** Whether the request that was read last is a HEAD, whose answer has no body. */
    boolean answersHead() {
        return answersHead;
    }

    /** Whether part of a head has come. */
    boolean isReadingHead() {
        return heads.hasBegun();
    }

    /** Whether the client owes the rest of a body whose length it said: it has begun it, or nothing keeps it from that. */
    boolean owesBody() {
        Exchange request = current;
        return body instanceof LengthBody length
                && request != null
                && !request.isStopped()
                && (request.mayContinue() || length.passed() > 0);
    }

    /** How many heads, and pieces of bodies of known length, have begun to come so far. */
    long piecesBegun() {
        return pieces.begun(heads.begun());
    }
}
