package dev.exeat.gateway.http;

import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import org.jspecify.annotations.Nullable;

/** Decides about requests and keeps the record of what it decided. Asked on the connection's event loop; answers at once and does not throw. */
public interface HttpJudge {
    /**
     * What was decided about a request.
     *
     * @param decision allow, or deny with its reason
     * @param id the decision's id, which the workload is told; empty when nothing was recorded
     */
    record Judgement(Decision decision, String id) {}

    /**
     * Decides about one request, and records it.
     *
     * @param flow the captured connection; for a proxy, the host and port that the request names
     * @param request what the request says of itself
     */
    Judgement decide(Flow flow, Content.Http request);

    /**
     * Records bytes that were refused before they made a request to decide about.
     *
     * @param flow the captured connection, or what the request to a proxy names; null when a proxy could not read that
     * @param detail what is wrong, one sentence for the operator
     * @return the decision's id
     */
    String refused(@Nullable Flow flow, DenyReason reason, String detail);

    /**
     * Records an upstream that gave no answer to an allowed request, or one that is not HTTP.
     *
     * @param detail what is wrong, one sentence for the operator
     * @return the decision's id
     */
    String failed(Flow flow, UpstreamFault fault, String detail);
}
