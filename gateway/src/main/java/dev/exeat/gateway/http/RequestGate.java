package dev.exeat.gateway.http;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostPort;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the newest request of a client stands until it is decided and can be sent on, answered with a refusal, or become a tunnel. While it
 * stands there the next one is not read.
 */
final class RequestGate {
    private final @Nullable Flow captured;
    private final HttpJudge judge;
    private final Consumer<Exchange> decides;
    private @Nullable HeldRequest held;
    private @Nullable HostPort tunnel;
    private @Nullable Refusal refusal;

    /**
     * A gate that is open.
     *
     * @param captured what every request must be for; null on the proxy's listener
     * @param decides is called with a request before it is decided
     */
    RequestGate(@Nullable Flow captured, HttpJudge judge, Consumer<Exchange> decides) {
        this.captured = captured;
        this.judge = judge;
        this.decides = decides;
    }

    /** Whether nothing stands there, and no refusal has closed it. */
    boolean isOpen() {
        return refusal == null && held == null && tunnel == null;
    }

    /** The request that was let through and is not sent on yet. */
    @Nullable
    HeldRequest held() {
        return held;
    }

    /** The tunnel that was asked for. */
    @Nullable
    HostPort tunnel() {
        return tunnel;
    }

    /** The answer that ends the conversation, once those that are due before it have been given. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** The held request has been sent on. */
    void passed() {
        held = null;
    }

    /** No further request is taken. */
    void refuse(Refusal why) {
        held = null;
        refusal = why;
    }

    /** The head of a request did not come in time. */
    void refuseLateHead() {
        String id = judge.refused(captured, DenyReason.CONTENT_LATE, "a request head took too long");
        refuse(Refusal.of(captured, DenyReason.CONTENT_LATE, id));
    }

    /** Takes the head of the next request. */
    void begin(RequestHead head) throws HttpFault {
        if (captured != null) {
            decide(captured, head);
            return;
        }
        switch (head.line().target()) {
            case RequestTarget.Absolute(Authority authority, String ignored) -> decide(authority.flow(), head);
            case RequestTarget.Endpoint(var hostPort) -> tunnel = hostPort;
            case RequestTarget.Origin ignored -> throw notForAProxy();
            case RequestTarget.Asterisk() -> throw notForAProxy();
        }
    }

    private static HttpFault notForAProxy() {
        return new HttpFault(DenyReason.PROXY_MALFORMED, "a request to a proxy that does not name a URL");
    }

    private void decide(Flow flow, RequestHead head) throws HttpFault {
        String key = WebSocket.key(head);
        if (head.line().target() instanceof RequestTarget.Endpoint(HostPort hostPort)) {
            // the other side of the tunnel would be somebody else, and its bytes could not be told
            boolean same = hostPort.flow().equals(flow);
            throw new HttpFault(
                    same ? DenyReason.METHOD_NOT_ALLOWED : DenyReason.HOST_MISMATCH,
                    "CONNECT on a connection to a host");
        }
        Exchange exchange = new Exchange(flow, head, key);
        // known before it is decided: whoever changes the policy sees it, or it is decided by the changed one
        decides.accept(exchange);
        HttpJudge.Judgement judgement = judge.decide(flow, exchange.request().content());
        DenyReason reason = judgement.decision().reason();
        if (reason != null) {
            refuse(Refusal.of(flow, reason, judgement.id()));
        } else {
            held = new HeldRequest(exchange, head);
        }
    }
}
