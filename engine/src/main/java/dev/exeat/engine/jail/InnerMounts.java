package dev.exeat.engine.jail;

import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Mounts that are made in a jail that was built already, by a process of ours that joins only the jail's mount namespace: nothing inside
 * can see it or trace it. Whether a mount stands is for the caller to look at.
 */
final class InnerMounts {
    private static final List<String> PLACES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

    private final int pid;

    /**
     * For one jail.
     *
     * @param pid the first process of the jail, as this process sees it
     */
    InnerMounts(int pid) {
        this.pid = pid;
    }

    /** The host's file or directory once more at its own place, with these options of mount(8). */
    void again(Path path, String options) {
        mount("-o", options, path.toString(), path.toString());
    }

    /** Nothing in the place of a file. */
    void blank(Path file) {
        mount("--bind", "/dev/null", file.toString());
    }

    /** An empty directory in the place of a directory, which nobody can write. */
    void hide(Path directory) {
        mount("-t", "tmpfs", "-o", "ro,nosuid,nodev,mode=0555", "exeat", directory.toString());
    }

    private void mount(String... words) {
        List<String> line = new ArrayList<>(List.of(
                program("nsenter"), "--target", Integer.toString(pid), "--mount", "--", program("mount"), "--no-mtab"));
        line.addAll(List.of(words));
        try {
            Spawn.of(line)
                    .environment(Map.of("PATH", String.join(":", PLACES), "LC_ALL", "C"))
                    .run("");
        } catch (SystemCallException failed) {
            // the caller looks whether it stands
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
