package dev.exeat.engine.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Directories of the host that a jail replaces by its own: run-time state, temporary files, devices, and those with keys and agents. */
final class PrivateDirectories {
    /** Their real paths; the names that users know are often links ({@code /var/run}). */
    private static final List<String> RUN_TIME = List.of("/tmp", "/var/tmp", "/run", "/var/run");

    private static final List<String> SYSTEM_SECRETS = List.of(
            "/var/lib/docker",
            "/var/lib/containerd",
            "/var/lib/containers/storage",
            "/var/lib/lxd",
            "/var/lib/incus",
            "/var/snap/lxd",
            "/var/snap/docker",
            "/var/lib/libvirt/qemu");

    private static final List<String> HOME_SECRETS = List.of(
            ".gnupg",
            ".docker/run",
            ".docker/desktop",
            ".local/share/containers/podman",
            ".local/share/docker",
            ".local/share/keyrings",
            ".colima",
            ".lima",
            ".rd",
            ".orbstack",
            ".ssh/control",
            ".ssh/agent");

    /** Where NixOS and the like keep programs. */
    private static final List<String> RUN_PROGRAMS =
            List.of("/run/current-system", "/run/opengl-driver", "/run/wrappers");

    private PrivateDirectories() {}

    static boolean isPrivate(Path path) {
        return real(RUN_TIME).stream().anyMatch(path::startsWith) || path.startsWith("/dev/shm");
    }

    /** Whether the path is one of the private directories itself. */
    static boolean isRoot(Path path) {
        return real(RUN_TIME).contains(path) || path.equals(Path.of("/dev/shm"));
    }

    static void addTo(Mounts mounts, Path runtimeDirectory) {
        mounts.fresh(Path.of("/dev/shm"), "1777");
        for (Path path : real(RUN_TIME)) {
            boolean temporary = path.endsWith("tmp");
            mounts.fresh(path, temporary ? "1777" : "0755");
        }
        mounts.directory(Path.of("/run/lock"), "1777");
        mounts.directory(Path.of("/run/user"), "0755").directory(runtimeDirectory, "0700");
        for (String programs : RUN_PROGRAMS) {
            if (Files.exists(Path.of(programs))) {
                mounts.readOnly(Path.of(programs));
            }
        }
    }

    static void hideSecrets(Mounts mounts, Path home) {
        List<String> names = new ArrayList<>(SYSTEM_SECRETS);
        HOME_SECRETS.forEach(name -> names.add(home.resolve(name).toString()));
        real(names).forEach(mounts::conceal);
    }

    private static List<Path> real(List<String> names) {
        List<Path> paths = new ArrayList<>();
        for (String name : names) {
            try {
                Path path = Path.of(name).toRealPath();
                if (Files.isDirectory(path) && !paths.contains(path)) {
                    paths.add(path);
                }
            } catch (IOException absent) {
                // what is not there, or cannot be looked into by this user, needs no cover
            }
        }
        return paths;
    }
}
