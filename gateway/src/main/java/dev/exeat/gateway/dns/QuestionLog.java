package dev.exeat.gateway.dns;

import dev.exeat.policy.Decision;
import java.io.IOException;

/** Where every decision on a question is written before it is acted on. */
@FunctionalInterface
public interface QuestionLog {
    /**
     * Writes one decision.
     *
     * @param name the canonical name, or escaped bytes when the question had no valid one
     * @param type what was asked
     * @param decision an allowance is written before the upstream is asked; when that fails, a denial follows it
     * @return the decision's id, which the workload is told
     * @throws IOException when it can't be written: the question is then answered SERVFAIL
     */
    String record(String name, RecordType type, Decision decision) throws IOException;
}
