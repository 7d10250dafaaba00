package dev.exeat.container.workload;

import dev.exeat.engine.jail.HostSockets;
import dev.exeat.engine.jail.JailSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The host as far as what a workload is given depends on it.
 *
 * @param directory the caller's working directory
 * @param places Exeat's own directories and the caller's home
 * @param environment the caller's variables
 * @param covered files that the next run would be decided by, which stay read-only
 * @param sockets real paths of the sockets that are bound now
 * @param mounts what is mounted where
 * @param processors how many there are
 * @param podmanInit whether Podman's {@code --init} has its program, which is a package of its own
 */
public record HostView(
        Path directory,
        JailSpec.Places places,
        Map<String, String> environment,
        List<Path> covered,
        List<Path> sockets,
        List<MountPoint> mounts,
        int processors,
        boolean podmanInit) {
    private static final Pattern SPACE = Pattern.compile(" ");
    private static final List<Path> PODMAN_INIT = Stream.of(
                    "/usr/libexec/podman/catatonit",
                    "/usr/local/libexec/podman/catatonit",
                    "/usr/lib/podman/catatonit",
                    "/usr/local/lib/podman/catatonit")
            .map(Path::of)
            .toList();
    private static final int POINT = 4;
    private static final int OPTIONAL = 6;

    public HostView {
        environment = Map.copyOf(environment);
        covered = List.copyOf(covered);
        sockets = List.copyOf(sockets);
        mounts = List.copyOf(mounts);
    }

    /**
     * A mount.
     *
     * @param path where it is
     * @param type its file system, such as {@code ext4}
     */
    public record MountPoint(Path path, String type) {}

    /** This host, as it is now. */
    public static HostView of(
            Path directory, JailSpec.Places places, Map<String, String> environment, List<Path> covered) {
        return new HostView(
                directory,
                places,
                environment,
                covered,
                HostSockets.bound(),
                mounted(),
                Runtime.getRuntime().availableProcessors(),
                PODMAN_INIT.stream().anyMatch(Files::isExecutable));
    }

    /** Mount points by proc_pid_mountinfo(5). */
    private static List<MountPoint> mounted() {
        List<MountPoint> mounts = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
                List<String> fields = List.of(SPACE.split(line));
                int separator = fields.indexOf("-");
                if (separator >= OPTIONAL && fields.size() > separator + 1) {
                    mounts.add(new MountPoint(Path.of(unescaped(fields.get(POINT))), fields.get(separator + 1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mounts;
    }

    private static String unescaped(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
