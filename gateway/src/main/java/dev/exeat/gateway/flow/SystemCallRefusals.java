package dev.exeat.gateway.flow;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.RefusedCalls;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.DenyReason;

/** Records the system calls that the sandbox's filter refuses; without a reader of the listener they would wait for ever. */
public final class SystemCallRefusals {
    private SystemCallRefusals() {}

    /** Reads from the listener, which is owned from now on, on a thread of its own until no process is left under the filter. */
    public static void watch(Descriptor listener, FlowLog log) {
        Thread.ofPlatform().daemon().name("refused-calls").start(() -> read(listener, log));
    }

    private static void read(Descriptor listener, FlowLog log) {
        // once it is closed the calls fail by themselves
        try (RefusedCalls calls = new RefusedCalls(listener)) {
            for (RefusedCalls.Refused call = calls.next(); call != null; call = calls.next()) {
                log.refused("", "", 0, "", DenyReason.SYSTEM_CALL, call.call());
            }
        } catch (SystemCallException e) {
            log.refused("", "", 0, "", DenyReason.SYSTEM_CALL, "no more is recorded: " + e.getMessage());
        }
    }
}
