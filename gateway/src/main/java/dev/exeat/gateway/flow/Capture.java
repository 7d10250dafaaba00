package dev.exeat.gateway.flow;

import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Target;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What captured connections are decided, recorded and dialled with.
 *
 * @param guarded whether the process that guards the walls is alive; if not, everything is denied
 * @param probeAnswer what a connection to the probe's name is answered with
 * @param times how long a client may take to say what it is
 * @param http how long HTTP may take after that
 */
public record Capture(
        FlowJudge judge,
        BoundNames names,
        Dialler dialler,
        FlowLog log,
        LiveConnections live,
        RelayMemory memory,
        BooleanSupplier guarded,
        String probeAnswer,
        Opening.Times times,
        HttpTimes http) {

    /** Whether a flow may go on, given that it is guarded and can be recorded. */
    Decision decide(Flow flow) {
        return ifAble(flow, () -> judge.decide(flow));
    }

    /** Whether a flow may go on with these bytes, given that it is guarded and can be recorded. */
    Decision decide(Flow flow, Content content) {
        return ifAble(flow, () -> judge.decide(flow, content));
    }

    private Decision ifAble(Flow flow, Supplier<Decision> decision) {
        if (!guarded.getAsBoolean()) {
            return Decision.deny(DenyReason.NO_HEARTBEAT);
        }
        boolean nobody = flow.target() instanceof Target.Literal(IpAddress address)
                && names.isSynthetic(address)
                && names.nameOf(address) == null;
        if (nobody) {
            return Decision.deny(DenyReason.UNKNOWN_ADDRESS);
        }
        return log.isWritable() ? decision.get() : Decision.deny(DenyReason.JOURNAL_FAILED);
    }
}
