package dev.exeat.gateway.http;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is said on one client connection in HTTP/1 (RFC 9112). Every request is decided before a byte of it goes on, and
 * responses are followed so that each is known to belong to its request. Lives on one event loop; takes ownership of every buffer that
 * is handed in and gives ownership of every buffer in a {@link Step}. Deadlines are the caller's, by {@link #isReadingHead} and
 * {@link #isIdle}; so is the pace, by leaving a side unread.
 */
public final class HttpConversation {
    private final @Nullable Flow captured;
    private final HttpJudge judge;

    private HttpConversation(@Nullable Flow captured, HttpJudge judge) {
        this.captured = captured;
        this.judge = judge;
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
        // nothing is understood yet, so nothing passes
        bytes.release();
        var _ = judge.refused(captured, DenyReason.HTTP_MALFORMED, "not understood");
        return new Step(
                Unpooled.EMPTY_BUFFER,
                Unpooled.EMPTY_BUFFER,
                Ending.RESET,
                Ending.RESET,
                null,
                null,
                false,
                false,
                false);
    }

    /** The connected upstream sent bytes. */
    public Step fromUpstream(ByteBuf bytes) {
        return fromClient(bytes);
    }

    /** The client sends no more (FIN). After a reset, {@link #release} is what is due. */
    public Step clientEnded() {
        return fromClient(Unpooled.EMPTY_BUFFER);
    }

    /** The upstream sends no more (FIN or reset). */
    public Step upstreamEnded() {
        return fromClient(Unpooled.EMPTY_BUFFER);
    }

    /** The target that a step asked for is connected; what was held back for it follows. */
    public Step dialled() {
        return fromClient(Unpooled.EMPTY_BUFFER);
    }

    /**
     * The target that a step asked for is not connected; the client is told.
     *
     * @param decision the id of the recorded decision
     * @param timeout whether a deadline passed
     */
    public Step dialFailed(DenyReason reason, String decision, boolean timeout) {
        return fromClient(Unpooled.EMPTY_BUFFER);
    }

    /** The caller's deadline for a request head has passed: 408, after the responses that are due. */
    public Step headTooLate() {
        return fromClient(Unpooled.EMPTY_BUFFER);
    }

    /** Whether part of a request's head has come: the time for a head runs. */
    public boolean isReadingHead() {
        return false;
    }

    /** Whether nothing is being said: no request has begun, and none is unanswered. */
    public boolean isIdle() {
        return false;
    }

    /** Lets go of all that is held back; for a connection that broke. Every later call does nothing. */
    public void release() {}
}
