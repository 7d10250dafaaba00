package dev.exeat.container.workload;

import dev.exeat.policy.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which parts of the host no workload gets, and which it does not get writable. Paths are real ones. */
final class HostPlaces {
    private static final List<Path> KERNEL =
            Stream.of("/proc", "/sys", "/dev").map(Path::of).toList();
    private static final Set<String> KERNEL_TYPES = Set.of(
            "proc",
            "sysfs",
            "devtmpfs",
            "devpts",
            "cgroup",
            "cgroup2",
            "debugfs",
            "tracefs",
            "securityfs",
            "configfs",
            "bpf",
            "pstore",
            "efivarfs",
            "fusectl",
            "binfmt_misc",
            "selinuxfs",
            "nsfs");
    private static final List<Path> RUN_TIME =
            Stream.of("/run", "/var/run").map(Path::of).toList();
    private static final List<String> ENGINE_DATA = List.of(
            "/var/lib/docker",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/kubelet",
            "/var/lib/rancher",
            "/var/snap/docker");
    private static final List<String> ENGINE_DATA_OF_HOME = List.of(
            ".local/share/docker",
            ".local/share/containers",
            ".docker/run",
            ".docker/desktop",
            ".colima",
            ".lima",
            ".rd",
            ".orbstack");
    private static final List<Path> SYSTEM = Stream.of(
                    "/etc", "/usr", "/boot", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix", "/var/spool")
            .map(Path::of)
            .toList();
    private static final List<Path> SHARED =
            Stream.of("/home", "/root", "/var", "/var/lib").map(Path::of).toList();

    private final HostView host;
    private final EngineSockets engineSockets;

    HostPlaces(HostView host) {
        this.host = host;
        this.engineSockets = EngineSockets.of(host);
    }

    /**
     * Why a path of the host cannot be mounted; null when it can.
     *
     * @param what the flag and its value, to begin the message with
     * @param spelled the absolute path as it was typed
     * @param real the real path
     */
    @Nullable
    Problem refusal(String what, Path spelled, Path real, boolean readOnly) {
        @Nullable Problem always = refusalOfKernel(what, spelled, real);
        if (always == null) {
            always = refusalOfEngines(what, real);
        }
        if (always == null) {
            always = refusalOfExeat(what, real);
        }
        return always != null || readOnly ? always : refusalOfWriting(what, real);
    }

    private @Nullable Problem refusalOfKernel(String what, Path spelled, Path real) {
        if (real.getNameCount() == 0) {
            return new Problem("volume-root", what + " would open the whole host", "name the directory that is needed");
        }
        // a path through /proc leads the engine elsewhere than it leads this process
        for (Path kernel : KERNEL) {
            if (spelled.startsWith(kernel) || real.startsWith(kernel)) {
                return kernel(what, kernel);
            }
        }
        return Stream.concat(
                        host.mounts().stream().filter(mount -> mount.path().startsWith(real)),
                        Stream.ofNullable(mountOf(real)))
                .filter(mount -> KERNEL_TYPES.contains(mount.type()))
                .findFirst()
                .map(mount -> kernel(what, mount.path()))
                .orElse(null);
    }

    private static Problem kernel(String what, Path path) {
        return new Problem(
                "volume-kernel",
                what + " would open '" + path + "', by which the kernel is looked at and changed",
                "leave it out; the workload has its own");
    }

    private HostView.@Nullable MountPoint mountOf(Path real) {
        return host.mounts().stream()
                .filter(mount -> real.startsWith(mount.path()))
                .reduce((one, other) ->
                        other.path().getNameCount() >= one.path().getNameCount() ? other : one)
                .orElse(null);
    }

    private @Nullable Problem refusalOfEngines(String what, Path real) {
        @Nullable Path socket = engineSockets.in(real);
        if (socket != null) {
            return new Problem(
                    "volume-engine-socket",
                    what + " would open '" + socket + "', and who has the engine has the host",
                    "leave it out; a workload cannot start containers");
        }
        List<Path> data = new ArrayList<>();
        ENGINE_DATA.forEach(name -> data.add(real(Path.of(name))));
        ENGINE_DATA_OF_HOME.stream()
                .map(name -> host.places().home().resolve(name))
                .filter(Files::isDirectory)
                .forEach(path -> data.add(real(path)));
        @Nullable Path found = overlapping(real, data);
        if (found != null) {
            return new Problem(
                    "volume-engine-data",
                    what + " would open '" + found + "', the images and containers of an engine",
                    "leave it out, or use a named volume");
        }
        List<Path> runTime = new ArrayList<>(RUN_TIME);
        @Nullable String own = host.environment().get("XDG_RUNTIME_DIR");
        if (own != null && own.startsWith("/")) {
            runTime.add(Path.of(own));
        }
        return runTime.stream()
                .map(HostPlaces::real)
                .filter(path -> path.startsWith(real))
                .findFirst()
                .map(path -> new Problem(
                        "volume-run-time",
                        what + " would open '" + path + "', where the sockets of the host's services are",
                        "name a file in it, or a socket with --socket"))
                .orElse(null);
    }

    private @Nullable Problem refusalOfExeat(String what, Path real) {
        List<Path> own = Stream.of(
                        host.places().state(),
                        host.places().configuration(),
                        host.places().installation())
                .map(HostPlaces::real)
                .toList();
        @Nullable Path found = overlapping(real, own);
        return found == null
                ? null
                : new Problem(
                        "volume-exeat",
                        what + " would open '" + found + "', which is Exeat's own",
                        "name a directory that neither contains it nor lies in it");
    }

    private @Nullable Problem refusalOfWriting(String what, Path real) {
        boolean system = SYSTEM.stream().map(HostPlaces::real).anyMatch(real::startsWith)
                || SHARED.stream().map(HostPlaces::real).anyMatch(real::equals);
        if (system) {
            return new Problem(
                    "volume-system",
                    what + " would let the workload change the system",
                    "add ':ro', or name a directory of the project");
        }
        Path home = real(host.places().home());
        return home.startsWith(real)
                ? new Problem(
                        "volume-home",
                        what + " would let the workload change '" + home + "', and with it what you run next",
                        "add ':ro', or name a directory in it")
                : null;
    }

    private static @Nullable Path overlapping(Path real, List<Path> places) {
        return places.stream()
                .filter(place -> place.startsWith(real) || real.startsWith(place))
                .findFirst()
                .orElse(null);
    }

    /** The real path; for what does not exist, that of the part that does. */
    static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path absolute = path.toAbsolutePath().normalize();
            Path parent = absolute.getParent();
            return parent == null ? absolute : real(parent).resolve(String.valueOf(absolute.getFileName()));
        }
    }
}
