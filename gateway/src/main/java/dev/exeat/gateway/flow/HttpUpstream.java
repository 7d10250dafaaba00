package dev.exeat.gateway.flow;

import dev.exeat.gateway.http.JudgedRequest;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import java.util.List;

/** One upstream of an HTTP connection, with what its record needs. One event loop. */
final class HttpUpstream {
    /** Where it is: the flow, what the journal calls it, the address that was dialled. */
    record Place(Flow flow, FlowLog.Subject subject, IpAddress address) {}

    private final Capture with;
    private final HttpSide side;
    private final Place place;
    private final long clientBytesBefore;
    private final long started;
    private boolean ended;
    private boolean recorded;

    HttpUpstream(Capture with, HttpSide side, Place place, long clientBytesBefore, long started) {
        this.with = with;
        this.side = side;
        this.place = place;
        this.clientBytesBefore = clientBytesBefore;
        this.started = started;
    }

    HttpSide side() {
        return side;
    }

    Place place() {
        return place;
    }

    /** Whether what was let through may begin here: all is decided again, given that it is guarded and can be recorded. */
    boolean mayBegin(List<JudgedRequest> requests) {
        return isLet(with.decide(place.flow())) && RequestJudge.areLet(with.names(), with::decide, requests);
    }

    /** Whether it may go on with these requests as the policy is now. Safe for threads. */
    boolean mayGoOn(List<JudgedRequest> requests) {
        FlowJudge judge = with.judge();
        return isLet(judge.decide(place.flow())) && RequestJudge.areLet(with.names(), judge::decide, requests);
    }

    private boolean isLet(Decision decision) {
        return decision.allowed()
                && with.judge()
                        .screen(place.flow(), decision, List.of(place.address()))
                        .allowed();
    }

    boolean hasEnded() {
        return ended;
    }

    /** True the first time that the upstream is heard to have ended. */
    boolean endOnce() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Records how it ended, once; {@code clientBytes} is what the client has been sent so far. */
    void record(long clientBytes, RelayEnd how) {
        record(clientBytes, 0, how);
    }

    /** As {@link #record(long, RelayEnd)}, with bytes that were sent to it by others than its side. */
    void record(long clientBytes, long more, RelayEnd how) {
        if (!recorded) {
            recorded = true;
            long milliseconds = (System.nanoTime() - started) / 1_000_000;
            with.log()
                    .closed(
                            place.subject(),
                            place.address(),
                            new FlowLog.Ending(
                                    side.bytes() + more,
                                    clientBytes - clientBytesBefore,
                                    milliseconds,
                                    how.id(),
                                    "",
                                    ""));
        }
    }
}
