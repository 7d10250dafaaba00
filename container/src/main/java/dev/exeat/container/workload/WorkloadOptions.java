package dev.exeat.container.workload;

import dev.exeat.container.EngineKind;
import dev.exeat.policy.Parsed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for a container's workload, as it was typed.
 *
 * @param sandbox the sandbox's name, which is right already
 * @param image the image's name
 * @param command the command and its arguments; none for the image's own
 * @param entrypoint instead of the image's; empty for none, null for the image's own
 * @param env values of {@code --env}
 * @param envFiles names of files with variables
 * @param variables what Exeat itself sets, weaker than what the user says
 * @param user {@code USER[:GROUP]}; null for the image's own
 * @param workdir an absolute path inside; null for the image's own
 * @param volumes values of {@code --volume}
 * @param sockets values of {@code --socket}
 * @param limits memory, processors and processes
 * @param readOnly whether the root file system is to be read-only
 * @param capAdd values of {@code --cap-add}
 * @param harden value of {@code --harden}
 * @param engineArgs values of {@code --engine-arg}
 * @param streams terminal and standard input
 * @param labels for the container
 */
public record WorkloadOptions(
        String sandbox,
        String image,
        List<String> command,
        @Nullable String entrypoint,
        List<String> env,
        List<String> envFiles,
        Map<String, String> variables,
        @Nullable String user,
        @Nullable String workdir,
        List<String> volumes,
        List<String> sockets,
        Limits limits,
        boolean readOnly,
        List<String> capAdd,
        String harden,
        List<String> engineArgs,
        Streams streams,
        Map<String, String> labels) {
    public WorkloadOptions {
        command = List.copyOf(command);
        env = List.copyOf(env);
        envFiles = List.copyOf(envFiles);
        variables = Map.copyOf(variables);
        volumes = List.copyOf(volumes);
        sockets = List.copyOf(sockets);
        capAdd = List.copyOf(capAdd);
        engineArgs = List.copyOf(engineArgs);
        labels = Map.copyOf(labels);
    }

    /**
     * Limits as they were typed; null for those of the hardening.
     *
     * @param memory such as {@code 512m}
     * @param cpus such as {@code 1.5}
     * @param pids how many processes and threads
     */
    public record Limits(
            @Nullable String memory,
            @Nullable String cpus,
            @Nullable String pids) {
        /** None was typed. */
        public static final Limits UNSAID = new Limits(null, null, null);
    }

    /**
     * How the workload is connected to its user.
     *
     * @param tty whether it gets a terminal
     * @param interactive whether its standard input stays open
     */
    public record Streams(boolean tty, boolean interactive) {}

    /** Checks all of it; every problem at once. Nothing is created. */
    public Parsed<WorkloadSpec> check(EngineKind engine, HostView host) {
        return new WorkloadCheck(this, engine, host).spec();
    }
}
