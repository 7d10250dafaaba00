package dev.exeat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Docker daemon, one per JVM. It runs in the client's network namespace, so that its bridges and firewall rules
 * touch nothing else, in a mount namespace of its own, so that its mounts end with it, and below a control group of its
 * own, by which the containers of a killed JVM are found.
 */
final class DockerEngine extends TestEngine {
    // a daemon of the system's own keeps sockets in these folders, and this one must neither find nor disturb them
    private static final String START = """
            mkdir -p /run/containerd /run/docker
            mount -t tmpfs tmpfs /run/containerd
            mount -t tmpfs tmpfs /run/docker
            exec dockerd --config-file "$0/daemon.json" --data-root "$0/data" --exec-root "$0/exec" \\
              --pidfile "$0/pid" --host "unix://$0/docker.sock" --group "$1" \\
              --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$2"
            """;
    // the daemon's own folders below the control group go with their containers; on version 1 each controller has a
    // tree
    private static final String KILL = """
            groups=$(find /sys/fs/cgroup -maxdepth 2 -type d -name "$0")
            for round in 1 2 3; do
              for group in $groups; do find "$group" -name cgroup.procs -exec cat {} +; done | sort -u | xargs -r kill -9
            done
            for group in $groups; do find "$group" -depth -type d -exec rmdir {} + ; done
            """;

    private static @Nullable DockerEngine shared;

    private final Path folder;
    private final ProcessHandle daemon;

    private DockerEngine(World world) {
        super(world);
        this.folder = world.folder().resolve("docker");
        String group = EngineUser.shared().name();
        world.atEnd(this::end);
        this.daemon = start(group);
    }

    /** The daemon of this JVM, started at the first call; without Docker the test is skipped or fails. */
    static synchronized DockerEngine shared() {
        if (shared == null) {
            Tools.require("dockerd", "containerd", "runc", "docker", "iptables", "nsenter", "unshare");
            shared = new DockerEngine(World.shared());
        }
        shared.awaitAnswer();
        return shared;
    }

    private ProcessHandle start(String group) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("daemon.json"), "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] apart = {"unshare", "--mount", "--propagation", "slave"};
        String[] script = {"sh", "-ec", START, folder.toString(), group, world().name()};
        return world().background("dockerd", Commands.join(world().client().words(), Commands.join(apart, script)));
    }

    private void awaitAnswer() {
        var end = Instant.now().plusSeconds(60);
        while (!Files.exists(folder.resolve("docker.sock")) || call("version").status() != 0) {
            if (!daemon.isAlive() || Instant.now().isAfter(end)) {
                throw new IllegalStateException("dockerd does not answer:\n" + log());
            }
            Running.pause(50);
        }
    }

    private String log() {
        return Commands.run(
                        "tail",
                        "-n",
                        "30",
                        world().folder().resolve("dockerd.log").toString())
                .out();
    }

    private void end() {
        String containers = call("ps", "--all", "--quiet").out();
        if (!containers.isBlank()) {
            call(Commands.join(
                    new String[] {"rm", "--force", "--volumes"},
                    containers.strip().split("\\s+")));
        }
        daemon.destroy();
        var ended = daemon.onExit().thenApply(process -> true);
        if (!ended.completeOnTimeout(false, 20, TimeUnit.SECONDS).join()) {
            daemon.destroyForcibly();
        }
        kill(world().name());
    }

    private static void kill(String group) {
        Commands.run("sh", "-c", KILL, group);
    }

    /** Removes the control groups of a daemon that is gone; the folder is its world's. */
    static void removeLeftovers(Path folder) {
        kill(folder.getFileName().toString());
    }

    @Override
    String program() {
        return "docker";
    }

    @Override
    Caller caller() {
        return Caller.ROOT;
    }

    @Override
    List<String> variables() {
        return List.of("DOCKER_HOST=unix://" + folder.resolve("docker.sock"), "DOCKER_CONFIG=" + folder);
    }

    @Override
    Path home() {
        return folder;
    }

    @Override
    List<String> uplink() {
        return List.of();
    }
}
