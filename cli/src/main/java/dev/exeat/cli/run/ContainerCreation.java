package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.container.ContainerEngine;
import dev.exeat.container.Labels;
import dev.exeat.container.Outcome;
import dev.exeat.container.Role;
import dev.exeat.container.workload.ClientProxies;
import dev.exeat.container.workload.Environment;
import dev.exeat.container.workload.HostView;
import dev.exeat.container.workload.NamedVolumes;
import dev.exeat.container.workload.SeccompProfile;
import dev.exeat.container.workload.WorkloadArguments;
import dev.exeat.container.workload.WorkloadOptions;
import dev.exeat.container.workload.WorkloadSpec;
import dev.exeat.engine.jail.ProjectProtection;
import dev.exeat.linux.Descriptors;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The workload's container: checked with all its flags before anything is made, created when the walls are proved, never started here. */
final class ContainerCreation {
    private final ContainerEngine engine;
    private final WorkloadSpec spec;

    private ContainerCreation(ContainerEngine engine, WorkloadSpec spec) {
        this.engine = engine;
        this.spec = spec;
    }

    /**
     * Checks what was asked for.
     *
     * @throws Failure with every problem
     */
    static ContainerCreation of(ContainerEngine engine, Labels labels, RunPlan plan, ExeatHome home) {
        HostView host = HostView.of(
                plan.surroundings().directory(),
                JailStart.places(plan.surroundings(), home),
                plan.surroundings().environment(),
                plan.options().policy.files().stream()
                        .map(file ->
                                plan.surroundings().directory().resolve(file).normalize())
                        .toList());
        return switch (options(labels, plan).check(engine.kind(), host)) {
            case Parsed.Bad<WorkloadSpec>(List<Problem> problems) ->
                throw Failure.usage(Problem.lines(problems), problems.getFirst().fix());
            case Parsed.Ok<WorkloadSpec>(WorkloadSpec spec) ->
                new ContainerCreation(
                        engine,
                        volumesChecked(engine, spec, host)
                                .withDefaults(ClientProxies.blanks(
                                        plan.surroundings().environment(),
                                        plan.surroundings().home())));
        };
    }

    private static WorkloadSpec volumesChecked(ContainerEngine engine, WorkloadSpec spec, HostView host) {
        List<Problem> problems = NamedVolumes.check(engine, spec, host);
        if (problems.isEmpty()) {
            return spec;
        }
        throw Failure.usage(Problem.lines(problems), problems.getFirst().fix());
    }

    private static WorkloadOptions options(Labels labels, RunPlan plan) {
        ContainerOptions asked = plan.options().container;
        Path directory = plan.surroundings().directory();
        List<String> volumes = asked.mounted(directory, plan.surroundings().home());
        boolean present = asked.volumes.isEmpty() && !volumes.isEmpty();
        Path workdir = plan.options().workdir;
        return new WorkloadOptions(
                labels.sandbox(),
                Objects.requireNonNull(asked.image),
                plan.command(),
                asked.entrypoint,
                List.of(),
                asked.envFiles,
                plan.variables(),
                asked.user,
                workdir != null ? workdir.toString() : present ? directory.toString() : null,
                volumes,
                plan.options().sockets.stream().map(Path::toString).toList(),
                new WorkloadOptions.Limits(asked.memory, asked.cpus, asked.pids),
                asked.readOnly,
                asked.capAdd,
                asked.harden,
                asked.engineArgs,
                new WorkloadOptions.Streams(Descriptors.isTerminal(0) && Descriptors.isTerminal(1), true),
                labels.values(Role.WORKLOAD));
    }

    /** What the user should know before it starts. */
    List<String> notes() {
        return spec.notes();
    }

    /**
     * Creates the container.
     *
     * @param folder where the profile of its system calls is written
     * @param network as {@link WorkloadArguments#of} takes it
     */
    void create(Path folder, String network) {
        Path profile = folder.resolve("seccomp.json");
        try {
            Files.writeString(profile, SeccompProfile.json());
            for (ProjectProtection protection : spec.protections()) {
                protection.makeMissing();
            }
        } catch (IOException unwritable) {
            throw Failure.of(
                    "the container cannot be prepared: " + unwritable,
                    "look at the disk and at who owns the directory",
                    unwritable);
        }
        WorkloadSpec whole = spec.forImageUser(
                engine.require(List.of("image", "inspect", "--format", "{{.Config.User}}", spec.image())));
        WorkloadArguments arguments = WorkloadArguments.of(whole, engine.kind(), profile, network);
        Outcome created = with(arguments.environment()).call(command(arguments));
        if (!created.ok()) {
            throw Failure.of(
                    "the container cannot be created: " + created.reason(),
                    "look at the flags and at the image '" + spec.image() + "'");
        }
    }

    private ContainerEngine with(Environment more) {
        Map<String, String> all = new LinkedHashMap<>(engine.environment());
        all.putAll(more.values());
        return new ContainerEngine(engine.kind(), all);
    }

    private static List<String> command(WorkloadArguments arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("create", "--pull=never"));
        command.addAll(arguments.arguments());
        return command;
    }
}
