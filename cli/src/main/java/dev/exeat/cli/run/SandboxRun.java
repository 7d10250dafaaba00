package dev.exeat.cli.run;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.policy.SandboxPolicy;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.Leftovers;
import dev.exeat.cli.state.SandboxClaim;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.cli.state.Status;
import dev.exeat.container.EngineException;
import dev.exeat.engine.segment.SegmentException;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.Profile;
import java.time.Instant;

/** One run from the claim of a name to the exit status; everything it made is gone when it returns. */
final class SandboxRun {
    private final Console console;
    private final RunPlan plan;

    SandboxRun(Console console, RunPlan plan) {
        this.console = console;
        this.plan = plan;
    }

    /** Runs, and gives the exit status of the process. */
    int run() {
        Received signals = Received.listen();
        ExeatHome home = ExeatHome.open(ExeatHome.pathOf(plan.surroundings().environment()));
        Thread.ofPlatform().name("leftovers").daemon().start(() -> new Leftovers(home).clean(false));
        try (SandboxClaim claim = plan.name() == null ? home.claimNew() : home.claim(plan.name())) {
            SandboxState state =
                    SandboxState.starting(claim.name(), plan.policy().profile().id(), plan.command(), plan.writable());
            claim.write(state);
            new SandboxPolicy(claim.directory()).begin(plan.checked());
            return settled(home, claim, state, signals);
        }
    }

    /** Writes down how the run ended, whatever happened. */
    private int settled(ExeatHome home, SandboxClaim claim, SandboxState state, Received signals) {
        try {
            int status = walled(home, claim, state, signals);
            claim.write(state.with(new Status.Ended(status, Instant.now())));
            return status;
        } catch (RuntimeException failed) {
            writeDown(claim, state.with(new Status.Failed(String.valueOf(failed.getMessage()), Instant.now())));
            // a signal interrupts the start wherever it is, and then any step may say that it was
            if (signals.interruptedStart()) {
                console.say("ended before the command started");
                return signals.exitStatus();
            }
            throw failure(failed);
        }
    }

    /** A disk that is full must not hide why the run failed. */
    private static void writeDown(SandboxClaim claim, SandboxState state) {
        try {
            claim.write(state);
        } catch (Failure unwritable) {
            // the next clean-up finds a sandbox whose owner is gone
        }
    }

    private int walled(ExeatHome home, SandboxClaim claim, SandboxState state, Received signals) {
        if (plan.options().container.image != null) {
            return new ContainerRun(console, plan, home, claim, signals).run(state);
        }
        return plan.policy().profile() == Profile.AIRGAPPED
                ? new AirgappedRun(console, plan, home, claim, signals).run(state)
                : new GatewayRun(console, plan, home, claim, signals).run(state);
    }

    private static RuntimeException failure(RuntimeException failed) {
        return switch (failed) {
            case Failure known -> known;
            case EngineException engine -> Failure.of(String.valueOf(engine.getMessage()), engine.fix(), engine);
            case SegmentException segment -> Failure.of(String.valueOf(segment.getMessage()), segment.fix(), segment);
            case SystemCallException refused ->
                Failure.of(
                        String.valueOf(failed.getMessage()), "'exeat doctor' checks what this machine offers", refused);
            default -> failed;
        };
    }
}
