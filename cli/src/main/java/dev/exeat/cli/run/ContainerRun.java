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
import dev.exeat.container.OwnContainers;
import dev.exeat.container.Role;
import dev.exeat.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A run in a container: image, walls, proof, then the workload; nothing of it is left in the engine when it returns. */
final class ContainerRun {
    /** Where the gateway's container sees its own folder. */
    private static final Path INSIDE = Path.of("/data");

    private final Console console;
    private final RunPlan plan;
    private final ExeatHome home;
    private final SandboxClaim claim;
    private final Received signals;
    private final String nonce = Nonce.fresh();
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
            // of an earlier run of this name that was killed: the name is ours now, and so is what carries it
            containers.remove();
            Path data = GatewayIdentity.folder(claim.directory().gateway(), containers.identity());
            rollback.add(() -> ending = true);
            ContainerWalls walls = rollback.add(ContainerWalls.build(
                    containers,
                    claim.scratch(),
                    data,
                    plan.publish(),
                    plan.gateway(claim.name().text(), INSIDE, nonce, null),
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
            var container = new ContainerWorkload(
                    engine, Role.WORKLOAD.containerOf(claim.name().text()));
            rollback.add(new WallWatch(walls::look, broken -> lost(broken, walls, container)));
            int status = signals.runToEnd(container);
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
        if (!engine.show(List.of("pull", image))) {
            throw Failure.of(
                    "the image '" + image + "' is not there and cannot be pulled",
                    "the engine's reason stands above; '" + engine.kind().program() + " images' lists what is there");
        }
    }

    private Labels labels(SandboxState state) {
        return new Labels(
                claim.name().text(), home.path().toString(), state.exeat().label());
    }

    private int prove(ContainerWalls walls) {
        try {
            return new GatewayProof(claim.name().text(), plan, walls.link(), walls::lookUps)
                    .require(() -> walls.prove(nonce, plan.policy()));
        } catch (Failure broken) {
            ending = true;
            throw broken;
        }
    }

    /** A wall that does not stand any more: the command stops where it is, and nothing is left to talk to. */
    private void lost(String broken, ContainerWalls walls, ContainerWorkload workload) {
        workload.pause();
        ending = true;
        walls.link().lost(broken);
        fault("a wall was lost, the command is paused and its network is closed: " + broken + "; end it with Ctrl-C");
    }

    /** What is in force today. */
    private Policy policy() {
        PolicyWatch watching = watch;
        return (watching == null ? plan.policy() : watching.current()).at(LocalDate.now(ZoneOffset.UTC));
    }

    private List<String> notes(List<String> ofWorkload) {
        List<String> notes = new ArrayList<>(ofWorkload);
        notes.addAll(plan.notes());
        return notes;
    }

    private void fault(String text) {
        console.warn(text);
    }
}
