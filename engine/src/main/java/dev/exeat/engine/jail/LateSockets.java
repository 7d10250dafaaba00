package dev.exeat.engine.jail;

import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Unix sockets of the host that appear while a command runs, somewhere it can see: an agent that starts, a server that is started again.
 * They are covered in the command's own mount namespace, as those that were there before it started.
 */
public final class LateSockets {
    private static final List<String> PLACES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

    private final int pid;
    private final List<Path> opened;

    /**
     * For one jail.
     *
     * @param pid the first process of the jail, as this process sees it
     * @param opened real paths of sockets that are open on purpose
     */
    public LateSockets(int pid, List<Path> opened) {
        this.pid = pid;
        this.opened = List.copyOf(opened);
    }

    /**
     * Covers what is visible now.
     *
     * @return the sockets that could not be covered, and are still in reach
     */
    public List<Path> cover() {
        List<Path> visible = HostSockets.visibleIn(pid, opened);
        if (visible.isEmpty()) {
            return List.of();
        }
        visible.forEach(this::cover);
        return HostSockets.visibleIn(pid, opened);
    }

    /** A mount by a process of ours that joins only the jail's mount namespace: nothing inside can see it or trace it. */
    private void cover(Path socket) {
        try {
            Spawn.of(
                            program("nsenter"),
                            "--target",
                            Integer.toString(pid),
                            "--mount",
                            "--",
                            program("mount"),
                            "--no-mtab",
                            "--bind",
                            "/dev/null",
                            socket.toString())
                    .environment(Map.of("PATH", String.join(":", PLACES), "LC_ALL", "C"))
                    .run("");
        } catch (SystemCallException gone) {
            // what could not be covered is seen by the caller, who looks again
        }
    }

    private static String program(String name) {
        return PLACES.stream()
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElse(name);
    }
}
