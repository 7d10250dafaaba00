package dev.exeat.gateway.http;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostPort;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is said on one client connection in HTTP/1 (RFC 9112). Every request is decided before a byte of it goes on, and
 * responses are followed so that each is known to belong to its request. Lives on one event loop; takes ownership of every buffer that
 * is handed in and gives ownership of every buffer in a {@link Step}. Deadlines are the caller's, by {@link #isReadingHead},
 * {@link #isReadingBody}, {@link #isReadingAnswer} and {@link #isIdle}; so is the pace, by leaving a side unread. A step that ends the client, or hands out a tunnel, ends the conversation:
 * what is handed in later is released and comes to nothing. Only {@link #requests} may be asked by other threads.
 */
public final class HttpConversation {
    private final @Nullable Flow captured;
    private final HttpJudge judge;
    private final Inflow input = new Inflow();
    private final Requests requests = new Requests();
    private final Draft draft = new Draft();
    private final UpstreamSide upstream;
    private final RequestGate gate;
    private volatile List<JudgedRequest> unanswered = List.of();
    private boolean clientEnded;
    private boolean clientEndPassed;
    private boolean opaque;
    private boolean over;

    private HttpConversation(@Nullable Flow captured, HttpJudge judge) {
        this.captured = captured;
        this.judge = judge;
        this.upstream = new UpstreamSide(captured == null, draft);
        this.gate = new RequestGate(captured, judge, this::publish);
    }

    /** On a captured connection, or inside a tunnel: every request must be for {@code flow}, and CONNECT is refused. */
    public static HttpConversation captured(Flow flow, HttpJudge judge) {
        return new HttpConversation(flow, judge);
    }

    /** On the proxy's listener: the absolute-form names the target of each request, and CONNECT asks for a tunnel. */
    public static HttpConversation proxy(HttpJudge judge) {
        return new HttpConversation(null, judge);
    }

    /** The client sent bytes. */
    public Step fromClient(ByteBuf bytes) {
        if (over || clientEnded) {
            bytes.release();
        } else {
            input.add(bytes);
        }
        return proceed();
    }

    /** The connected upstream sent bytes. */
    public Step fromUpstream(ByteBuf bytes) {
        try {
            while (isConnected() && bytes.isReadable()) {
                readAnswers(bytes);
            }
        } catch (HttpFault fault) {
            upstreamFailed(UpstreamFault.RESPONSE_MALFORMED, fault.detail());
        } finally {
            bytes.release();
        }
        return proceed();
    }

    /** The client sends no more (FIN). After a reset, {@link #release} is what is due. */
    public Step clientEnded() {
        clientEnded = true;
        return proceed();
    }

    /** The upstream sends no more (FIN). */
    public Step upstreamEnded() {
        if (!isConnected()) {
            return proceed();
        }
        upstream.ended();
        if (opaque) {
            draft.endClient(Ending.FIN);
        } else if (upstream.answers().endsWithConnection()) {
            upstream.answers().takeComplete();
            finish();
        } else if (upstream.answers().isEmpty()) {
            idleUpstreamEnded(Ending.CLOSE);
        } else {
            upstreamFailed(UpstreamFault.RESPONSE_MISSING, "the connection ended before the response was complete");
        }
        return proceed();
    }

    /** The upstream's connection broke (reset). What it ended is not passed on as complete. */
    public Step upstreamBroke() {
        if (isConnected() && (opaque || upstream.answers().endsWithConnection())) {
            finish();
            draft.endClient(Ending.RESET);
        }
        return upstreamEnded();
    }

    /** The target that a step asked for is connected; what was held back for it follows. */
    public Step dialled() {
        if (upstream.isDialling() && !over) {
            upstream.connected();
        }
        return proceed();
    }

    /**
     * The target that a step asked for is not connected; the client is told.
     *
     * @param decision the id of the recorded decision
     * @param timeout whether a deadline passed
     */
    public Step dialFailed(DenyReason reason, String decision, boolean timeout) {
        HeldRequest unsent = gate.held();
        if (upstream.isDialling() && !over && unsent != null) {
            upstream.failed();
            gate.refuse(Refusal.unreached(unsent.exchange().flow(), reason, decision, timeout));
        }
        return proceed();
    }

    /** The caller's deadline for a request head has passed: 408, after the responses that are due. */
    public Step headTooLate() {
        if (isReadingHead() && gate.refusal() == null) {
            gate.refuseLateHead();
        }
        return proceed();
    }

    /** The caller's deadline for a piece of a request's body has passed: 408, unless the answer has begun. */
    public Step bodyTooLate() {
        if (isReadingBody()) {
            refuse(new HttpFault(DenyReason.CONTENT_LATE, "a request body came too slowly"));
        }
        return proceed();
    }

    /** The caller's deadline for a piece of an answer has passed: 504, unless the answer has begun. */
    public Step answerTooLate() {
        if (isReadingAnswer()) {
            upstreamFailed(UpstreamFault.RESPONSE_LATE, "an answer came too slowly");
        }
        return proceed();
    }

    /** Whether part of a request's head has come: the time for a head runs. */
    public boolean isReadingHead() {
        return !over && requests.isReadingHead();
    }

    /** Whether the rest of a request's body is due, whose length is known: the time for a piece of it runs. A stream may pause. */
    public boolean isReadingBody() {
        return !over && !opaque && gate.refusal() == null && requests.owesBody();
    }

    /** How many heads and pieces of bodies the client has begun to send so far; another number is another piece. */
    public long piecesBegun() {
        return requests.piecesBegun();
    }

    /**
     * Whether the rest is due of an answer's head that has begun, or of a body whose length is known: the time for a piece of it runs. An
     * answer may begin as late as it likes, and a stream may pause.
     */
    public boolean isReadingAnswer() {
        return isConnected() && !opaque && upstream.answers().owesRest();
    }

    /** How many heads and pieces of bodies the connected upstream has begun to send so far; another number is another piece. */
    public long answerPiecesBegun() {
        return upstream.answers().piecesBegun();
    }

    /** Whether something that the client has sent is kept here, to be sent on later. */
    public boolean isHolding() {
        return !over && gate.refusal() == null && (!gate.isOpen() || input.next() != null);
    }

    /**
     * The requests that live by a decision: each that was let through, or is being decided, and has no complete answer; the one that became
     * a tunnel, for as long as the conversation is not released. Safe for threads.
     */
    public List<JudgedRequest> requests() {
        return unanswered;
    }

    /** Whether nothing is being said: no request has begun, and none is unanswered. */
    public boolean isIdle() {
        return !over
                && !opaque
                && gate.held() == null
                && upstream.answers().isEmpty()
                && requests.inBody() == null
                && !requests.isReadingHead();
    }

    /** Lets go of all that is held back; for a connection that broke. Every later call does nothing. */
    public void release() {
        over = true;
        input.discard();
        unanswered = List.of();
    }

    private Step proceed() {
        do {
            settle();
        } while (readClient());
        settle();
        HeldRequest held = gate.held();
        publish(held == null ? null : held.exchange());
        return draft.take(opaque, !over && !clientEnded && takesClient(), isConnected() && !upstream.hasEnded());
    }

    /** Makes known what is unanswered, with the request that is not sent yet. */
    private void publish(@Nullable Exchange unsent) {
        if (over) {
            return;
        }
        List<JudgedRequest> requested = new ArrayList<>(upstream.answers().requests());
        if (unsent != null) {
            requested.add(unsent.request());
        }
        unanswered = List.copyOf(requested);
    }

    /** Does what has been waiting for something else to happen first. */
    private void settle() {
        if (over) {
            return;
        }
        Refusal refusal = gate.refusal();
        HeldRequest held = gate.held();
        HostPort tunnel = gate.tunnel();
        if (refusal != null && upstream.answers().isEmpty()) {
            draft.toClient().give(refusal.render(!requests.answersHead()));
            finish();
        } else if (held != null) {
            send(held);
        } else if (tunnel != null && upstream.answers().isEmpty()) {
            handOut(tunnel);
        } else if (clientEnded && refusal == null && input.next() == null) {
            clientIsThrough();
        }
    }

    /** Reads on from what the client has sent; false when there is nothing, or it has to wait. */
    private boolean readClient() {
        ByteBuf in = over || !takesClient() ? null : input.next();
        if (in == null) {
            return false;
        }
        try {
            if (opaque) {
                draft.toUpstream().pass(in, in.readableBytes());
            } else {
                RequestHead head = requests.read(in, draft.toUpstream());
                if (head != null) {
                    gate.begin(head);
                }
            }
        } catch (HttpFault fault) {
            refuse(fault);
        }
        return true;
    }

    private boolean takesClient() {
        if (!gate.isOpen()) {
            return false;
        }
        return opaque
                || requests.inBody() != null
                || requests.isAtLast()
                || (!requests.awaitsSwitch() && !upstream.answers().isFull());
    }

    private void send(HeldRequest held) {
        Exchange exchange = held.exchange();
        if (upstream.isConnectedTo(exchange.flow())) {
            gate.passed();
            draft.toUpstream().text(RequestRewrite.of(held.head(), captured == null, exchange.webSocketKey()));
            upstream.answers().expect(exchange);
            requests.follow(exchange, held.head().framing());
        } else if (!upstream.isDialling() && upstream.answers().isEmpty()) {
            upstream.dial(exchange.flow());
        }
    }

    private void handOut(HostPort hostPort) {
        upstream.leave(Ending.CLOSE);
        draft.tunnel(new Tunnel(hostPort, input.takeAll()));
        release();
    }

    private void readAnswers(ByteBuf bytes) throws HttpFault {
        if (opaque) {
            draft.toClient().pass(bytes, bytes.readableBytes());
            return;
        }
        switch (upstream.answers().read(bytes, draft.toClient())) {
            case MORE -> {}
            case SWITCHED -> opaque = true;
            case COMPLETE -> {
                if (upstream.answers().takeComplete().isLast()) {
                    finish();
                } else {
                    settle();
                }
            }
        }
    }

    private void upstreamFailed(UpstreamFault fault, String detail) {
        Exchange due = upstream.answers().next();
        Flow flow = due == null ? upstream.target() : due.flow();
        if (flow == null) {
            return;
        }
        String id = judge.failed(flow, fault, detail);
        if (due == null) {
            idleUpstreamEnded(Ending.RESET);
            return;
        }
        // a client that meets the end of a connection that it used before sends its request again; an answer of ours
        // would stop it
        boolean unused =
                fault != UpstreamFault.RESPONSE_MISSING || !upstream.answers().hasServed();
        if (!upstream.answers().hasBegun() && unused) {
            draft.toClient().give(Refusal.of(flow, fault, id).render(!due.isHead()));
        }
        finish();
    }

    /** On a captured connection its end is the client's too; a proxy's client does not know which connection its next request takes. */
    private void idleUpstreamEnded(Ending ending) {
        if (captured != null) {
            finish();
            draft.endUpstream(ending);
        } else {
            upstream.leave(ending);
        }
    }

    private void clientIsThrough() {
        Exchange inBody = requests.inBody();
        boolean cutShort = inBody != null && !inBody.isAnswered();
        if (opaque ? upstream.hasEnded() : cutShort || upstream.answers().isEmpty()) {
            finish();
        } else if (opaque && !clientEndPassed) {
            clientEndPassed = true;
            draft.endUpstream(Ending.FIN);
        }
    }

    private void refuse(HttpFault fault) {
        Exchange inBody = requests.inBody();
        Flow flow = inBody == null ? captured : inBody.flow();
        String id = judge.refused(flow, fault.reason(), fault.detail());
        if (inBody != null && inBody.isAnswered()) {
            finish();
            return;
        }
        if (inBody != null) {
            upstream.answers().forgetLast();
        }
        gate.refuse(Refusal.of(flow, fault.reason(), id));
    }

    /** Ends both sides; an upstream that waits for the rest of a request, or still has to answer, is reset. */
    private void finish() {
        boolean incomplete =
                requests.inBody() != null || (!opaque && !upstream.answers().isEmpty());
        upstream.leave(incomplete ? Ending.RESET : Ending.CLOSE);
        draft.endClient(Ending.CLOSE);
        release();
    }

    private boolean isConnected() {
        return !over && upstream.isConnected();
    }
}
