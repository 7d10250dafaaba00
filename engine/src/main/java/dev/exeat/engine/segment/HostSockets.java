package dev.exeat.engine.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Unix sockets of the host that are still in reach of a jail by their path: none may be, but those that the user opened. */
public final class HostSockets {
    private static final int COLUMNS = 8;

    private HostSockets() {}

    /**
     * Compares every path in the host's {@code /proc/net/unix} with what the jail has there.
     *
     * @param jailRoot {@code /proc/PID/root} of a process in the jail
     * @param opened paths that the user asked for
     * @return pass when none is the same file (device and inode) seen from both sides
     */
    public static ProbeResult probe(Path jailRoot, Set<Path> opened) {
        try {
            List<Path> visible = paths().stream()
                    .filter(path -> !opened.contains(path) && same(path, jailRoot))
                    .toList();
            return visible.isEmpty()
                    ? new ProbeResult("host-sockets", true, "none is visible")
                    : new ProbeResult("host-sockets", false, "visible inside: " + visible.getFirst());
        } catch (IOException e) {
            return new ProbeResult("host-sockets", false, "could not be made: " + e.getMessage());
        }
    }

    private static List<Path> paths() throws IOException {
        return Files.readAllLines(Path.of("/proc/net/unix")).stream()
                .map(line -> line.split("\\s+", COLUMNS))
                .filter(columns -> columns.length == COLUMNS && columns[COLUMNS - 1].startsWith("/"))
                .map(columns -> Path.of(columns[COLUMNS - 1]))
                .distinct()
                .toList();
    }

    private static boolean same(Path path, Path jailRoot) {
        try {
            // an absolute link below /proc/PID/root, such as /var/run, would lead back to this side's files
            Path real = path.toRealPath();
            Object outside = identity(real);
            return outside != null
                    && outside.equals(identity(jailRoot.resolve(real.toString().substring(1))));
        } catch (IOException gone) {
            return false;
        }
    }

    private static @Nullable Object identity(Path path) {
        try {
            return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS) + ":"
                    + Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }
}
