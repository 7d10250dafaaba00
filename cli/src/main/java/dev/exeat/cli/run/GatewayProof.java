package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.engine.segment.ProbeResult;
import dev.exeat.policy.HostName;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The proof of a run that has a gateway, in its order: the walls, then what the policy requires, then the gateway is told that the command
 * begins. A proof that fails ends the gateway.
 *
 * @param sandbox the sandbox's name
 * @param plan what was asked for
 * @param link to the gateway, which records every result
 * @param lookUps asks for names inside the segment
 */
record GatewayProof(
        String sandbox, RunPlan plan, GatewayLink link, Function<List<HostName>, List<ProbeResult>> lookUps) {
    /**
     * Proves all of it.
     *
     * @param walls makes the probes of the walls
     * @return how many probes passed
     * @throws Failure if one did not: the command must not start
     */
    int require(Supplier<List<ProbeResult>> walls) {
        try {
            int passed = Proof.require(walls.get(), sandbox, this::record);
            if (plan.options().probe.equals("all")) {
                var today = plan.policy().at(LocalDate.now(ZoneOffset.UTC));
                passed += new RequiredNames(today, lookUps, link::reach).require(sandbox, this::record);
            }
            link.begin();
            return passed;
        } catch (Failure broken) {
            link.end(broken.exitStatus());
            throw broken;
        }
    }

    private void record(ProbeResult result) {
        link.probed(result.id(), result.passed(), result.detail());
    }
}
