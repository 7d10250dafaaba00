package dev.exeat.gateway.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The responses that are due on one upstream connection, in the order of their requests (RFC 9112 section 9.3.2). */
final class Answers {
    /** What reading has come to. */
    enum Event {
        /** All bytes are read. */
        MORE,
        /** A response is complete. */
        COMPLETE,
        /** Both directions are a tunnel now. */
        SWITCHED
    }

    private final boolean proxied;
    private final Deque<Exchange> due = new ArrayDeque<>();
    private final HeadReader<StatusLine> heads = new HeadReader<>(StatusLine::parse, false);
    private final PieceCount pieces = new PieceCount();
    private @Nullable Body body;
    private boolean served;
    private int octets;

    /** Answers on a connection to a target. */
    Answers(boolean proxied) {
        this.proxied = proxied;
    }

    void expect(Exchange exchange) {
        due.addLast(exchange);
        octets += exchange.request().octets();
    }

    /** Takes back the newest request, which is not going to be answered. */
    void forgetLast() {
        octets -= due.removeLast().request().octets();
    }

    /** Whether so much is due that no further request may be taken. */
    boolean isFull() {
        return due.size() >= HttpLimits.OUTSTANDING || octets >= HttpLimits.OUTSTANDING_OCTETS;
    }

    /** The requests whose answers are due; one that became a tunnel stays the last. */
    List<JudgedRequest> requests() {
        return due.stream().map(Exchange::request).toList();
    }

    boolean isEmpty() {
        return due.isEmpty();
    }

    /** The request whose answer comes next; null when none is due. */
    @Nullable
    Exchange next() {
        return due.peekFirst();
    }

    /** Whether a final response has begun and is not complete. */
    boolean hasBegun() {
        return body != null;
    }

    /** Whether the rest is owed of what has begun: a head, or a body whose length was said. */
    boolean owesRest() {
        return heads.hasBegun() || body instanceof LengthBody;
    }

    /** How many heads, and pieces of bodies of known length, have begun to come so far. */
    long piecesBegun() {
        return pieces.begun(heads.begun());
    }

    /** Whether a response has been complete on this connection. */
    boolean hasServed() {
        return served;
    }

    /** Whether the response is one that the end of the connection completes. */
    boolean endsWithConnection() {
        return body instanceof ClosingBody;
    }

    /** Reads until the next event, and passes on what is understood. */
    Event read(ByteBuf in, Outflow toClient) throws HttpFault {
        while (in.isReadable()) {
            Exchange exchange = due.peekFirst();
            if (exchange == null) {
                throw HttpFault.malformed("bytes after the last response that was due");
            }
            Event event = body == null ? head(exchange, in, toClient) : body(body, in, toClient);
            if (event != Event.MORE) {
                return event;
            }
        }
        return Event.MORE;
    }

    private Event head(Exchange exchange, ByteBuf in, Outflow toClient) throws HttpFault {
        HeadReader.Head<StatusLine> read = heads.next(in);
        if (read == null) {
            return Event.MORE;
        }
        ResponseHead head = new ResponseHead(read.line(), read.fields());
        if (head.isInterim() && head.hasFraming()) {
            throw HttpFault.malformed("an interim response with a body");
        }
        if (head.status() == 101) {
            return switched(exchange, head, toClient);
        }
        return head.isInterim() ? interim(exchange, head, toClient) : begin(exchange, head, toClient);
    }

    private static Event switched(Exchange exchange, ResponseHead head, Outflow toClient) throws HttpFault {
        String key = exchange.webSocketKey();
        if (key == null || !WebSocket.isAccepted(head.fields(), key)) {
            throw HttpFault.malformed("a 101 response that the request did not ask for");
        }
        toClient.text(head.text());
        return Event.SWITCHED;
    }

    private static Event interim(Exchange exchange, ResponseHead head, Outflow toClient) throws HttpFault {
        if (exchange.interim(head.status())) {
            throw HttpFault.malformed("more than " + HttpLimits.INTERIM + " interim responses");
        }
        if (exchange.minor() == 1) {
            toClient.text(head.text());
        }
        return Event.MORE;
    }

    private Event begin(Exchange exchange, ResponseHead head, Outflow toClient) throws HttpFault {
        Framing framing = Framing.ofResponse(head.fields(), head.line().minor(), head.status(), exchange.isHead());
        exchange.answered(head, framing);
        ResponseHead passed = proxied ? head.withoutProxyFields() : head;
        toClient.text((exchange.isEarly() ? passed.closing() : passed).text());
        body = framing.body(true);
        return body.isComplete() ? complete() : Event.MORE;
    }

    private Event body(Body reading, ByteBuf in, Outflow toClient) throws HttpFault {
        int before = in.readableBytes();
        reading.pass(in, toClient);
        if (reading instanceof LengthBody) {
            pieces.body(before - in.readableBytes());
        }
        return reading.isComplete() ? complete() : Event.MORE;
    }

    private Event complete() {
        body = null;
        served = true;
        return Event.COMPLETE;
    }

    /** Takes the request whose response is complete. */
    Exchange takeComplete() {
        body = null;
        Exchange complete = due.removeFirst();
        octets -= complete.request().octets();
        return complete;
    }
}
