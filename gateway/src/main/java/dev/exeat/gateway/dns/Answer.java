package dev.exeat.gateway.dns;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query is answered with.
 *
 * @param code the response code
 * @param records owned by the name that was asked for
 * @param ttl of the records
 * @param error sent when the client has EDNS
 */
record Answer(
        ResponseCode code,
        List<AnswerRecord> records,
        Duration ttl,
        @Nullable ExtendedError error) {
    Answer {
        records = List.copyOf(records);
    }

    static Answer of(List<AnswerRecord> records, Duration ttl) {
        return new Answer(ResponseCode.NOERROR, records, ttl, null);
    }

    static Answer empty(ResponseCode code) {
        return new Answer(code, List.of(), Duration.ZERO, null);
    }

    static Answer error(ResponseCode code, ExtendedError error) {
        return new Answer(code, List.of(), Duration.ZERO, error);
    }
}
