package dev.exeat.gateway.http;

import dev.exeat.policy.Flow;
import org.jspecify.annotations.Nullable;

/** One request that was let through, until its response is complete: what is still needed of it, which is little of its head. */
final class Exchange {
    private final JudgedRequest request;
    private final int minor;
    private final boolean isHead;
    private final @Nullable String webSocketKey;
    private boolean sent;
    private boolean answered;
    private boolean mayContinue;
    private boolean stopped;
    private boolean last;
    private int interim;

    Exchange(Flow flow, RequestHead head, @Nullable String webSocketKey) {
        this.request = new JudgedRequest(flow, head.content());
        this.minor = head.line().minor();
        this.isHead = head.isHead();
        this.webSocketKey = webSocketKey;
        this.last = !head.isPersistent();
        this.mayContinue = !head.expectsContinue();
    }

    Flow flow() {
        return request.flow();
    }

    /** What it was decided by. */
    JudgedRequest request() {
        return request;
    }

    /** The minor version that the client speaks: 0 or 1. */
    int minor() {
        return minor;
    }

    /** Whether its method is HEAD, so that its answer has no body. */
    boolean isHead() {
        return isHead;
    }

    @Nullable
    String webSocketKey() {
        return webSocketKey;
    }

    /** The whole request has been sent on. */
    void sent() {
        sent = true;
    }

    /** Whether the client need not wait for a 100 (Continue) to send its body. */
    boolean mayContinue() {
        return mayContinue;
    }

    /** Counts an interim response, and says whether it is one too many. */
    boolean interim(int status) {
        mayContinue |= status == 100;
        return ++interim > HttpLimits.INTERIM;
    }

    /**
     * The head of the final response has come. If it came before the request was complete, whoever answered so early may take the rest of
     * the body for another request: the connection ends with this response, and unless the answer is one of success, as a server gives
     * that streams, the rest goes nowhere.
     */
    void answered(ResponseHead response, Framing framing) {
        answered = true;
        stopped = isEarly() && (!mayContinue || response.status() >= 300);
        last |= isEarly() || framing instanceof Framing.UntilClose || !keepsOpen(response);
    }

    /** An HTTP/1.0 client goes on only if it is told so in its own words. */
    private boolean keepsOpen(ResponseHead response) {
        return response.isPersistent() && (minor == 1 || Persistence.of(response.fields(), 0));
    }

    /** Whether the final response began before the request was complete. */
    boolean isEarly() {
        return answered && !sent;
    }

    /** Whether the head of its final response has come. */
    boolean isAnswered() {
        return answered;
    }

    /** Whether the rest of the request's body goes nowhere. */
    boolean isStopped() {
        return stopped;
    }

    /** Whether nothing can follow it on its connection. */
    boolean isLast() {
        return last;
    }
}
