package dev.exeat.engine.jail;

import dev.exeat.linux.NamespaceThread;
import dev.exeat.linux.Spawn;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs a command in a jail with a network namespace of its own, as a process of its own: the tests start it as root and as an ordinary
 * user, with and without a terminal.
 *
 * <p>Options as {@code key=value}, then {@code --}, then the command: state, config, installation, home, workdir, writable, socket;
 * {@code hold=MILLIS} waits before the release, {@code visible=1} prints the host's sockets that are visible.
 */
public final class JailRunner {
    private JailRunner() {}

    public static void main(String[] args) throws Exception {
        int split = Arrays.asList(args).indexOf("--");
        List<String> options = List.of(args).subList(0, split);
        List<String> command = List.of(args).subList(split + 1, args.length);
        switch (JailPlan.of(spec(options, command))) {
            case Parsed.Ok<JailPlan>(JailPlan plan) -> System.exit(run(plan, options));
            case Parsed.Bad<JailPlan>(List<Problem> problems) -> {
                System.err.println(Problem.lines(problems));
                System.exit(2);
            }
        }
    }

    private static int run(JailPlan plan, List<String> options) throws Exception {
        plan.notes().forEach(note -> System.err.println("note: " + note));
        try (NamespaceThread thread = NamespaceThread.create("jail");
                StandardStreams streams = StandardStreams.ofThisProcess()) {
            thread.run(() -> Spawn.of("ip", "link", "set", "lo", "up").run(""));
            try (JailProcess jail = JailProcess.start(plan, streams, false, task -> thread.run(task))) {
                if (!jail.awaitBuilt(Duration.ofSeconds(10))) {
                    return 125;
                }
                new LateSockets(jail.pid(), plan.sockets())
                        .cover()
                        .forEach(path -> System.err.println("uncovered " + path));
                System.err.println("built");
                Thread.sleep(Long.parseLong("0" + value(options, "hold")));
                if (value(options, "visible").equals("1")) {
                    HostSockets.visibleIn(jail.pid(), plan.sockets())
                            .forEach(path -> System.err.println("visible " + path));
                }
                try (var _ = new CoverGuard(
                        jail, plan, cover -> System.err.println("restored " + cover.path()), jail::end)) {
                    jail.release();
                    int status = jail.waitFor().orElse(125);
                    if (!jail.reason().isEmpty()) {
                        System.err.println("reason " + jail.reason());
                    }
                    return status;
                }
            }
        }
    }

    private static JailSpec spec(List<String> options, List<String> command) {
        return new JailSpec(
                command,
                System.getenv(),
                Map.of("GIVEN", "by --env"),
                Path.of(value(options, "workdir")),
                paths(options, "writable"),
                paths(options, "socket"),
                paths(options, "covered"),
                "calm-otter",
                new JailSpec.Places(
                        Path.of(value(options, "state")),
                        Path.of(value(options, "config")),
                        Path.of(value(options, "installation")),
                        Path.of(value(options, "home"))),
                new JailSpec.Names("otter", "nameserver 127.0.0.53\n", "127.0.0.1 localhost\n127.0.1.1 otter\n"));
    }

    private static String value(List<String> options, String key) {
        return values(options, key).findFirst().orElse("");
    }

    private static List<Path> paths(List<String> options, String key) {
        return values(options, key).map(Path::of).toList();
    }

    private static Stream<String> values(List<String> options, String key) {
        return options.stream().filter(o -> o.startsWith(key + "=")).map(o -> o.substring(key.length() + 1));
    }
}
