package dev.exeat.cli.run;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.policy.SandboxPolicy;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxClaim;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.container.ContainerEngine;
import dev.exeat.container.EngineKind;
import dev.exeat.container.Engines;
import dev.exeat.container.GatewayImage;
import dev.exeat.container.Labels;
import dev.exeat.container.Outcome;
import dev.exeat.container.OwnContainers;
import dev.exeat.container.Role;
import dev.exeat.engine.segment.ProbeResult;
import dev.exeat.gateway.GatewayConfig;
import dev.exeat.policy.Policy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run in a container: image, walls, proof, then the workload; nothing of it is left in the engine when it returns. */
final class ContainerRun {
    private static final int NONCE_BYTES = 16;

    private final Console console;
    private final RunPlan plan;
    private final ExeatHome home;
    private final SandboxClaim claim;
    private final Received signals;
    private final String nonce = HexFormat.of().formatHex(random());
    private volatile boolean ending;
    private volatile @Nullable PolicyWatch watch;

    ContainerRun(Console console, RunPlan plan, ExeatHome home, SandboxClaim claim, Received signals) {
        this.console = console;
        this.plan = plan;
        this.home = home;
        this.claim = claim;
        this.signals = signals;
    }

    /** Runs, and gives the exit status. */
    int run(SandboxState state) {
        Engines.Found found = Engines.find(kind(), plan.surroundings().environment());
        ContainerEngine engine = found.engine();
        Labels labels = labels(state);
        ContainerCreation workload = ContainerCreation.of(engine, labels, plan, home);
        requireImage(engine, image());
        String gatewayImage = GatewayImage.ensure(
                engine,
                plan.surroundings().distribution(),
                Path.of(System.getProperty("java.home")),
                home.path().resolve("cache"),
                console::say);
        long begin = System.nanoTime();
        var containers = new OwnContainers(engine, labels, gatewayImage, GatewayIdentity.of(found.rootless()));
        try (Rollback rollback = new Rollback()) {
            Path data = GatewayIdentity.folder(claim.directory().gateway(), containers.identity());
            rollback.add(() -> ending = true);
            ContainerWalls walls = rollback.add(ContainerWalls.build(
                    containers,
                    claim.scratch(),
                    data,
                    plan.publish(),
                    configuration(),
                    new HostSide(this::policy),
                    this::fault));
            walls.link().onSilence(() -> {
                if (!ending) {
                    fault("the gateway ended: the command has no network from now on");
                }
            });
            int probes = prove(walls);
            walls.seal();
            workload.create(
                    claim.directory().scratch(),
                    "container:" + Role.HOLDER.containerOf(claim.name().text()));
            var report = new RunReport(console, claim.name().text(), plan.options().quiet, plan.options().json);
            report.started(
                    plan.policy().profile().id(),
                    plan.targets(),
                    probes,
                    Duration.ofNanos(System.nanoTime() - begin),
                    notes(workload.notes()));
            watch = rollback.add(new PolicyWatch(
                    new SandboxPolicy(claim.directory()), plan.checked().effective(), walls.link(), this::fault));
            int status = signals.runToEnd(new ContainerWorkload(
                    engine, Role.WORKLOAD.containerOf(claim.name().text())));
            ending = true;
            report.ended(status, walls.link().finish(status));
            return status;
        }
    }

    private @Nullable EngineKind kind() {
        return switch (plan.options().container.engine) {
            case "docker" -> EngineKind.DOCKER;
            case "podman" -> EngineKind.PODMAN;
            default -> null;
        };
    }

    private String image() {
        return Objects.requireNonNull(plan.options().container.image);
    }

    private void requireImage(ContainerEngine engine, String image) {
        if (engine.call(List.of("image", "inspect", "--format", "{{.Id}}", image))
                .ok()) {
            return;
        }
        console.say("pulling image '" + image + "'");
        Outcome pulled = engine.call(List.of("pull", "--quiet", image));
        if (!pulled.ok()) {
            throw Failure.of(
                    "the image '" + image + "' is not there and cannot be pulled: " + pulled.reason(),
                    "look at its name: " + engine.kind().program() + " images");
        }
    }

    private Labels labels(SandboxState state) {
        return new Labels(
                claim.name().text(),
                home.path().toString(),
                state.exeat().pid() + ":" + state.exeat().start() + ":"
                        + state.exeat().boot());
    }

    private GatewayConfig configuration() {
        return new GatewayConfig(
                claim.name().text(),
                Path.of("/data"),
                plan.checked().sources(),
                plan.upstreams(),
                plan.wayOut().proxy(),
                nonce,
                null);
    }

    private int prove(ContainerWalls walls) {
        String sandbox = claim.name().text();
        Consumer<ProbeResult> journal = result -> walls.link().probed(result.id(), result.passed(), result.detail());
        try {
            int proved = Proof.require(walls.prove(nonce, plan.policy()), sandbox, journal);
            if (plan.options().probe.equals("all")) {
                Policy today = plan.policy().at(LocalDate.now(ZoneOffset.UTC));
                proved += new RequiredNames(today, walls::lookUps, walls.link()::reach).require(sandbox, journal);
            }
            walls.link().begin();
            return proved;
        } catch (Failure broken) {
            ending = true;
            walls.link().end(broken.exitStatus());
            throw broken;
        }
    }

    /** What is in force today. */
    private Policy policy() {
        PolicyWatch watching = watch;
        return (watching == null ? plan.policy() : watching.current()).at(LocalDate.now(ZoneOffset.UTC));
    }

    private List<String> notes(List<String> ofWorkload) {
        List<String> notes = new ArrayList<>(ofWorkload);
        plan.publish().stream()
                .filter(port -> !port.loopbackOnly())
                .forEach(port -> notes.add("port " + port + " is open to the network, not only to this machine"));
        return notes;
    }

    private void fault(String text) {
        console.warn(text);
    }

    private static byte[] random() {
        byte[] bytes = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
