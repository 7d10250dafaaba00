package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.engine.jail.CommandLookup;
import dev.exeat.engine.jail.JailPlan;
import dev.exeat.engine.jail.JailProcess;
import dev.exeat.engine.jail.JailSpec;
import dev.exeat.engine.jail.StandardStreams;
import dev.exeat.engine.segment.Segment;
import dev.exeat.linux.NamespaceThread;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Builds the jail of a run in the namespace of its segment; the command in it waits for its release. */
final class JailStart {
    private static final Duration BUILT_WITHIN = Duration.ofSeconds(10);
    private static final String RESOLV_CONF =
            "# every name is answered by exeat\nnameserver 127.0.0.53\noptions ndots:1\n";

    private JailStart() {}

    /** What is to be built, from the host's file system as it is now. */
    static JailPlan plan(RunPlan plan, String sandbox, ExeatHome home) {
        return switch (JailPlan.of(spec(plan, sandbox, home))) {
            case Parsed.Ok<JailPlan>(JailPlan jail) -> runnable(jail);
            case Parsed.Bad<JailPlan>(List<Problem> problems) ->
                throw Failure.usage(
                        problems.getFirst().message(), problems.getFirst().fix());
        };
    }

    /** A command that is not there is found out before anything is built. */
    private static JailPlan runnable(JailPlan jail) {
        CommandLookup.failure(jail).ifPresent(failure -> {
            throw Failure.ofCommand(
                    failure.status(), failure.message(), "the command is looked for in the PATH that you have here");
        });
        return jail;
    }

    private static JailSpec spec(RunPlan plan, String sandbox, ExeatHome home) {
        Surroundings surroundings = plan.surroundings();
        return new JailSpec(
                plan.command(),
                surroundings.environment(),
                plan.variables(),
                plan.workdir(),
                resolved(surroundings, plan.options().writable),
                resolved(surroundings, plan.options().sockets),
                resolved(surroundings, covered(plan)),
                sandbox,
                places(surroundings, home),
                new JailSpec.Names(sandbox, RESOLV_CONF, hosts(sandbox)));
    }

    /** What the next run would be decided by. */
    private static List<Path> covered(RunPlan plan) {
        List<Path> files = new ArrayList<>(plan.options().policy.files());
        Path proxy = plan.options().upstreamProxyFile;
        // a pipe, as '<(...)' makes one, is nothing that lasts
        if (proxy != null && Files.isRegularFile(plan.surroundings().directory().resolve(proxy))) {
            files.add(proxy);
        }
        return files;
    }

    /** Where Exeat's own things and the user's home are. */
    static JailSpec.Places places(Surroundings surroundings, ExeatHome home) {
        Path configuration = Path.of(surroundings
                        .environment()
                        .getOrDefault(
                                "XDG_CONFIG_HOME",
                                surroundings.home().resolve(".config").toString()))
                .resolve("exeat");
        return new JailSpec.Places(home.path(), configuration, surroundings.installation(), surroundings.home());
    }

    private static List<Path> resolved(Surroundings surroundings, List<Path> paths) {
        return paths.stream()
                .map(path -> surroundings.directory().resolve(path).normalize())
                .toList();
    }

    private static String hosts(String sandbox) {
        return "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n127.0.1.1 " + sandbox + "\n";
    }

    /**
     * Builds the jail; its command is held back.
     *
     * @param listening whether somebody will answer for refused system calls
     */
    static JailProcess build(JailPlan plan, Segment segment, boolean listening, Rollback rollback) {
        // A thread of its own: it comes under the command's filter, and the jail is killed when it ends.
        NamespaceThread thread =
                rollback.add(NamespaceThread.enter("jail", segment.thread().namespace()));
        JailProcess jail =
                rollback.add(JailProcess.start(plan, StandardStreams.ofThisProcess(), listening, thread::run));
        try {
            if (!jail.awaitBuilt(BUILT_WITHIN)) {
                throw Failure.of(
                        "the jail could not be built",
                        "bwrap's own message stands above this one; 'exeat doctor' checks the prerequisites");
            }
        } catch (InterruptedException ended) {
            throw Failure.of("ended by a signal", "", ended);
        }
        return jail;
    }
}
