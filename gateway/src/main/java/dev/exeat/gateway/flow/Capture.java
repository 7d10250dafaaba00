package dev.exeat.gateway.flow;

import java.util.function.BooleanSupplier;

/**
 * What captured connections are decided, recorded and dialled with.
 *
 * @param guarded whether the process that guards the walls is alive; if not, everything is denied
 * @param probeAnswer what a connection to the probe's name is answered with
 */
public record Capture(
        FlowJudge judge,
        BoundNames names,
        Dialler dialler,
        FlowLog log,
        LiveConnections live,
        RelayMemory memory,
        BooleanSupplier guarded,
        String probeAnswer) {}
