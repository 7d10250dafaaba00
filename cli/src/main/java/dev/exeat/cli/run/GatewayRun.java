package dev.exeat.cli.run;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.policy.SandboxPolicy;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxClaim;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.engine.jail.JailPlan;
import dev.exeat.engine.jail.JailProcess;
import dev.exeat.engine.segment.LoopbackSegment;
import dev.exeat.engine.segment.ProbeResult;
import dev.exeat.gateway.GatewayConfig;
import dev.exeat.linux.Descriptor;
import dev.exeat.policy.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run on the loopback segment: gateway, segment, jail, proof, then the command. */
final class GatewayRun {
    private static final Duration READY_WITHIN = Duration.ofSeconds(15);

    private final Console console;
    private final RunPlan plan;
    private final ExeatHome home;
    private final SandboxClaim claim;
    private final Received signals;
    private final String nonce = Nonce.fresh();
    private volatile boolean ending;

    GatewayRun(Console console, RunPlan plan, ExeatHome home, SandboxClaim claim, Received signals) {
        this.console = console;
        this.plan = plan;
        this.home = home;
        this.claim = claim;
        this.signals = signals;
    }

    /** Runs, and gives the exit status. */
    int run(SandboxState state) {
        long begin = System.nanoTime();
        try (Rollback rollback = new Rollback()) {
            JailPlan jailPlan = JailStart.plan(plan, claim.name().text(), home);
            GatewayProcess gateway = rollback.add(startGateway());
            rollback.add(() -> ending = true);
            LoopbackSegment segment = rollback.add(
                    LoopbackSegment.open(LoopbackSegment.Settings.standard().withPublished(plan.publish())));
            JailProcess jail = JailStart.build(jailPlan, segment, true, rollback);
            // before anything else: what a kill -9 leaves must be found again
            claim.write(state.with("gateway", gateway.pid()).with("jail", jail.pid()));
            SandboxPolicy policy = new SandboxPolicy(claim.directory());
            serve(gateway, segment, jail);
            CoverWatch covers = rollback.add(
                    new CoverWatch(jail, jailPlan, claim.directory(), this::fault, result -> probed(gateway, result)));
            Proof proof = new Proof(segment, nonce, plan.policy(), jail, jailPlan);
            int probes = prove(gateway, proof);
            var report = new RunReport(console, claim.name().text(), plan.options().quiet, plan.options().json);
            report.started(
                    plan.policy().profile().id(),
                    plan.targets(),
                    probes,
                    Duration.ofNanos(System.nanoTime() - begin),
                    notes(jailPlan));
            rollback.add(new PolicyWatch(policy, plan.checked().effective(), gateway.link(), this::fault));
            rollback.add(proof.watch(broken -> lost(broken, gateway, jail)));
            covers.awaitWatching();
            return released(gateway, jail, report);
        }
    }

    private GatewayProcess startGateway() {
        GatewayProcess gateway = GatewayProcess.start(
                GatewayProgram.commandLine(plan.surroundings().distribution()),
                Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8"),
                claim.directory().path(),
                this::fault);
        gateway.onEnd(status -> {
            if (!ending) {
                fault("the gateway ended (" + status + "): the command has no network from now on");
            }
        });
        return gateway;
    }

    private void fault(String text) {
        console.warn(text);
    }

    private void serve(GatewayProcess gateway, LoopbackSegment segment, JailProcess jail) {
        Map<String, Descriptor> descriptors = new LinkedHashMap<>(segment.descriptors());
        @Nullable Descriptor refusals = jail.refusals();
        if (refusals != null) {
            descriptors.put("seccomp", refusals);
        }
        gateway.link().configure(configuration().render(), descriptors);
        gateway.link().awaitReady(READY_WITHIN);
        // From now on the gateway alone holds the listeners: when it dies, nothing listens.
        segment.handedOver();
        if (refusals != null) {
            refusals.close();
        }
        gateway.link()
                .serveSockets(family -> segment.namespaceSocket(family.equals("socket6") ? Family.V6 : Family.V4));
    }

    private GatewayConfig configuration() {
        return plan.gateway(
                claim.name().text(), claim.directory().path(), nonce, root() ? GatewayIdentity.freshUid() : null);
    }

    /** Real root, not a user's own namespace: there the gateway has no privileges to drop, and no other user to become. */
    private static boolean root() {
        return ProcessHandle.current().info().user().orElse("").equals("root");
    }

    private static void probed(GatewayProcess gateway, ProbeResult result) {
        gateway.link().probed(result.id(), result.passed(), result.detail());
    }

    private int prove(GatewayProcess gateway, Proof proof) {
        try {
            return new GatewayProof(claim.name().text(), plan, gateway.link(), proof::lookUps).require(proof::all);
        } catch (Failure broken) {
            ending = true;
            throw broken;
        }
    }

    /** A wall that does not stand any more: the command stops where it is, and nothing is left to talk to. */
    private void lost(String broken, GatewayProcess gateway, JailProcess jail) {
        jail.pause();
        ending = true;
        gateway.link().lost(broken);
        fault("a wall was lost, the command is paused and its network is closed: " + broken + "; end it with Ctrl-C");
        gateway.close();
    }

    private int released(GatewayProcess gateway, JailProcess jail, RunReport report) {
        int status = signals.runToEnd(Workload.of(jail));
        ending = true;
        report.ended(status, gateway.link().finish(status));
        return status;
    }

    private List<String> notes(JailPlan jail) {
        List<String> notes = new ArrayList<>(jail.notes());
        notes.addAll(plan.notes());
        return notes;
    }
}
