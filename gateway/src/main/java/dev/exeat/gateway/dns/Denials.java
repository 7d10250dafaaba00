package dev.exeat.gateway.dns;

import dev.exeat.policy.Decision;
import dev.exeat.policy.HostName;
import java.io.IOException;

/** Answers that say no: written down first, then told with host, reason id and decision id (RFC 8914). */
final class Denials {
    private Denials() {}

    static Answer deny(QuestionLog log, Query query, ResponseCode code, Decision decision) throws IOException {
        int info = code == ResponseCode.NXDOMAIN ? ExtendedError.BLOCKED : ExtendedError.PROHIBITED;
        return deny(log, query, code, info, decision);
    }

    static Answer deny(QuestionLog log, Query query, ResponseCode code, int info, Decision decision)
            throws IOException {
        HostName name = query.name().hostName();
        String host = name == null ? query.name().toString() : name.ascii();
        String id = log.record(host, query.type(), decision);
        return Answer.error(code, new ExtendedError(info, host + " " + decision.reasonId() + " " + id));
    }
}
