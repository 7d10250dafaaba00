package dev.exeat.gateway.http;

import dev.exeat.policy.Content;
import dev.exeat.policy.Flow;

/**
 * A request that was let through, with what it was decided by.
 *
 * @param flow the captured connection; for a proxy, the host and port that the request names
 * @param content what the request says of itself
 */
public record JudgedRequest(Flow flow, Content.Http content) {
    /** What it costs beside its text: the objects that carry it, roughly. */
    private static final int OVERHEAD = 512;

    /** How many octets it holds for as long as it is unanswered, roughly. */
    int octets() {
        return OVERHEAD + content.method().length() + content.path().length();
    }
}
