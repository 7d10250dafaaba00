package dev.exeat.engine.jail;

import dev.exeat.linux.Capabilities;
import dev.exeat.linux.Child;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.Spawn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One start of bwrap(1): its options go through a descriptor, so that no other user reads the environment in the process list. */
final class Bwrap {
    private static final int OPTIONS = 3;
    private static final int GATE = 4;
    private static final int REPORT = 5;
    private static final int PROGRAM = 8;

    private final JailPlan plan;
    private final String marker;
    private final StandardStreams streams;

    Bwrap(JailPlan plan, String marker, StandardStreams streams) {
        this.plan = plan;
        this.marker = marker;
        this.streams = streams;
    }

    /** What was started: the process, and the listener for refused system calls if one was wanted and given. */
    record Started(Child child, @Nullable Descriptor refusals) {}

    /**
     * Starts bwrap on the executor's thread, which is under the command's filter from then on and must live as long as the jail.
     *
     * @param gate what bwrap waits on before the command
     * @param report where bwrap writes its status
     */
    Started start(Descriptor gate, Descriptor report, boolean listening, Executor thread) {
        Descriptor program = BwrapProgram.copy();
        try (program;
                Descriptor options = Descriptors.memory("options", options(program != null));
                Descriptor resolvConf = text(plan.names().resolvConf());
                Descriptor hosts = text(plan.names().hosts())) {
            Spawn spawn = Spawn.of(line(program != null))
                    .environment(Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"), "LC_ALL", "C"))
                    // never in the caller's foreground group: Ctrl-C there would end bwrap before the command
                    .session()
                    .descriptor(0, streams.forChild(0).number())
                    .descriptor(1, streams.forChild(1).number())
                    .descriptor(2, streams.forChild(2).number())
                    .descriptor(OPTIONS, options.number())
                    .descriptor(GATE, gate.number())
                    .descriptor(REPORT, report.number())
                    .descriptor(JailPlan.RESOLV_CONF, resolvConf.number())
                    .descriptor(JailPlan.HOSTS, hosts.number());
            if (program != null) {
                spawn.descriptor(PROGRAM, program.number());
            }
            return CompletableFuture.supplyAsync(() -> spawn(spawn, listening), thread)
                    .join();
        }
    }

    private static Started spawn(Spawn spawn, boolean listening) {
        Descriptor refusals = null;
        // bwrap refuses to run with capabilities that it was not given by its own file
        Capabilities.clearAmbient();
        if (listening) {
            refusals = WorkloadFilter.filter().installListening();
        } else {
            WorkloadFilter.filter().install();
        }
        return new Started(spawn.start(), refusals);
    }

    private List<String> line(boolean copied) {
        String program = copied ? "/proc/self/fd/" + PROGRAM : "bwrap";
        List<String> line = new ArrayList<>(List.of(program, "--args", Integer.toString(OPTIONS), "--"));
        line.addAll(Trampoline.around(plan.command(), streams.terminalStream()));
        return line;
    }

    private byte[] options(boolean copied) {
        List<String> options = new ArrayList<>(List.of(
                "--unshare-user",
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--hostname",
                plan.names().hostname(),
                "--die-with-parent",
                "--cap-drop",
                "ALL",
                "--block-fd",
                Integer.toString(GATE),
                "--json-status-fd",
                Integer.toString(REPORT),
                "--clearenv"));
        plan.environment().forEach((name, value) -> options.addAll(List.of("--setenv", name, value)));
        options.addAll(plan.mounts());
        if (copied) {
            // the only way to have bwrap close it
            options.addAll(List.of("--perms", "0444", "--ro-bind-data", Integer.toString(PROGRAM), "/run/exeat/bwrap"));
        }
        // the last thing made: when it is there, all covers are
        options.addAll(List.of("--dir", marker, "--chdir", plan.workdir().toString()));
        return (String.join("\0", options) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static Descriptor text(String content) {
        return Descriptors.memory("text", content.getBytes(StandardCharsets.UTF_8));
    }
}
