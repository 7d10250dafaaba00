package dev.exeat.container.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sockets of container engines: whoever may write to one starts containers without walls, and so has the host. */
final class EngineSockets {
    private static final Set<String> NAMES = Set.of(
            "docker.sock",
            "docker.raw.sock",
            "podman.sock",
            "containerd.sock",
            "containerd.sock.ttrpc",
            "crio.sock",
            "cri-dockerd.sock",
            "buildkitd.sock");
    private static final List<String> SYSTEM = List.of(
            "/run/docker.sock",
            "/run/podman/podman.sock",
            "/run/containerd/containerd.sock",
            "/run/crio/crio.sock",
            "/run/cri-dockerd.sock",
            "/run/buildkit/buildkitd.sock",
            "/run/docker/containerd/containerd.sock",
            "/run/k3s/containerd/containerd.sock");
    private static final List<String> OF_HOME = List.of(
            ".docker/run/docker.sock",
            ".docker/desktop/docker.sock",
            ".colima/default/docker.sock",
            ".rd/docker.sock",
            ".orbstack/run/docker.sock");
    private static final List<String> OF_RUNTIME_DIRECTORY =
            List.of("docker.sock", "podman/podman.sock", "containerd/containerd.sock", "buildkit/buildkitd.sock");
    private static final String UNIX = "unix://";

    private final List<Path> known;

    private EngineSockets(List<Path> known) {
        this.known = known;
    }

    /** Those that there are, and those that there are by convention, whether or not their engine runs now; in a home where one was set up. */
    static EngineSockets of(HostView host) {
        List<Path> known = new ArrayList<>();
        SYSTEM.forEach(name -> known.add(Path.of(name)));
        OF_HOME.stream()
                .map(name -> host.places().home().resolve(name))
                .filter(socket -> Files.isDirectory(socket.resolveSibling("")))
                .forEach(known::add);
        Map<String, String> environment = host.environment();
        @Nullable String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/")) {
            OF_RUNTIME_DIRECTORY.forEach(name -> known.add(Path.of(runtime, name)));
        }
        Stream.of("DOCKER_HOST", "CONTAINER_HOST")
                .map(environment::get)
                .filter(Objects::nonNull)
                .filter(address -> address.startsWith(UNIX + "/"))
                .forEach(address -> known.add(Path.of(address.substring(UNIX.length()))));
        host.sockets().stream().filter(EngineSockets::isNamedSo).forEach(known::add);
        return new EngineSockets(
                known.stream().map(EngineSockets::real).distinct().toList());
    }

    /** One that would be reached by a path of the host, given by its real path; null for none. */
    @Nullable
    Path in(Path path) {
        if (isNamedSo(path)) {
            return path;
        }
        return known.stream()
                .filter(socket -> socket.startsWith(path) || isSame(socket, path))
                .findFirst()
                .orElse(null);
    }

    private static boolean isNamedSo(Path path) {
        return NAMES.contains(String.valueOf(path.getFileName()));
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.normalize();
        }
    }
}
