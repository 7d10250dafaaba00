package dev.exeat.container.workload;

import dev.exeat.engine.jail.ProjectProtection;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run in a container, all of it checked.
 *
 * @param sandbox the sandbox's name
 * @param image the image's name
 * @param command the command and its arguments; none for the image's own
 * @param entrypoint instead of the image's; empty for none, null for the image's own
 * @param environment what is set, files and flags together
 * @param user {@code USER[:GROUP]}; null for the image's own
 * @param workdir an absolute path inside; null for the image's own
 * @param mounts from the outermost to the innermost within what was asked for, with what covers it
 * @param limits memory, processors and processes
 * @param readOnly whether the root file system is read-only
 * @param capabilities those that are kept, without {@code CAP_}
 * @param harden what was not asked for is decided by
 * @param engineArgs handed through, each known to be harmless
 * @param init whether the engine puts an init before the workload, which reaps what it leaves
 * @param streams terminal and standard input
 * @param labels of the container
 * @param sockets real paths of the host's sockets that are open on purpose
 * @param protections what {@link ProjectProtection#makeMissing} has to be called for before the container is created
 * @param notes what the user should know: one sentence each
 */
public record WorkloadSpec(
        String sandbox,
        String image,
        List<String> command,
        @Nullable String entrypoint,
        Environment environment,
        @Nullable String user,
        @Nullable String workdir,
        List<Mount> mounts,
        Limits limits,
        boolean readOnly,
        Set<String> capabilities,
        Hardening harden,
        List<String> engineArgs,
        boolean init,
        WorkloadOptions.Streams streams,
        Map<String, String> labels,
        List<Path> sockets,
        List<ProjectProtection> protections,
        List<String> notes) {
    public WorkloadSpec {
        command = List.copyOf(command);
        mounts = List.copyOf(mounts);
        capabilities = Collections.unmodifiableSet(new LinkedHashSet<>(capabilities));
        engineArgs = List.copyOf(engineArgs);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        sockets = List.copyOf(sockets);
        protections = List.copyOf(protections);
        notes = List.copyOf(notes);
    }

    /**
     * Limits of a workload.
     *
     * @param memory as the engines write it; null for none
     * @param cpus how many processors; null for all
     * @param pids how many processes and threads
     */
    public record Limits(@Nullable String memory, @Nullable String cpus, int pids) {}

    /**
     * The same, run by whom the hardening says, now that the image is there.
     *
     * @param imageUser the user that the image names, may be empty ({@code image inspect}, {@code .Config.User})
     */
    public WorkloadSpec forImageUser(String imageUser) {
        return user == null ? with(harden.user(imageUser), environment) : this;
    }

    /** The same, with variables that are weaker than those it has. */
    public WorkloadSpec withDefaults(Map<String, String> variables) {
        return with(user, new Environment(variables).with(environment.values()));
    }

    private WorkloadSpec with(@Nullable String newUser, Environment newEnvironment) {
        return new WorkloadSpec(
                sandbox,
                image,
                command,
                entrypoint,
                newEnvironment,
                newUser,
                workdir,
                mounts,
                limits,
                readOnly,
                capabilities,
                harden,
                engineArgs,
                init,
                streams,
                labels,
                sockets,
                protections,
                notes);
    }
}
