package dev.exeat.engine.jail;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A jail as it is to be built: what {@link JailProcess} hands to bwrap(1).
 *
 * @param mounts bwrap's options for the file system
 * @param environment the command's whole environment
 * @param workdir where the command starts
 * @param command the program and its arguments
 * @param notes what the user should know: one sentence each
 * @param sockets real paths of the host's sockets that are open on purpose
 * @param repositories git directories that the command can write, for {@link RepositoryGuard}
 * @param covers what has to stay mounted, for {@link CoverGuard}
 * @param names host name, resolv.conf and hosts
 */
public record JailPlan(
        List<String> mounts,
        Map<String, String> environment,
        Path workdir,
        List<String> command,
        List<String> notes,
        List<Path> sockets,
        List<Path> repositories,
        List<Cover> covers,
        JailSpec.Names names) {
    /** bwrap's descriptor with the content of resolv.conf. */
    static final int RESOLV_CONF = 6;

    /** bwrap's descriptor with the content of hosts. */
    static final int HOSTS = 7;

    public JailPlan {
        mounts = List.copyOf(mounts);
        environment = Map.copyOf(environment);
        command = List.copyOf(command);
        notes = List.copyOf(notes);
        sockets = List.copyOf(sockets);
        repositories = List.copyOf(repositories);
        covers = List.copyOf(covers);
    }

    /** Looks at the host's file system and plans the jail, or tells everything that is wrong with what was asked for. */
    public static Parsed<JailPlan> of(JailSpec spec) {
        JailPlanner planner = new JailPlanner(spec);
        List<Problem> problems = planner.problems();
        return problems.isEmpty() ? Parsed.ok(planner.plan()) : Parsed.bad(problems);
    }
}
