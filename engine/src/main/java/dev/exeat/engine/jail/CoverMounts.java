package dev.exeat.engine.jail;

import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The covers as they stand in a jail's own mount namespace. The kernel takes a mount away from every namespace when its mount point is
 * unlinked, or replaced by rename(2), in another one.
 */
final class CoverMounts {
    private static final Pattern SPACE = Pattern.compile(" ");
    private static final int MOUNT_POINT = 4;
    private static final int OPTIONS = 5;
    private static final List<String> PLACES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

    private final int pid;
    private final List<Cover> covers;

    /**
     * For one jail.
     *
     * @param pid the first process of the jail, as this process sees it
     * @param covers from the outermost to the innermost
     */
    CoverMounts(int pid, List<Cover> covers) {
        this.pid = pid;
        this.covers = List.copyOf(covers);
    }

    /** Those that do not stand; none when the jail has ended. */
    List<Cover> fallen() {
        Map<String, String> mounted = mounted();
        return mounted.isEmpty()
                ? List.of()
                : covers.stream().filter(cover -> !stands(cover, mounted)).toList();
    }

    private static boolean stands(Cover cover, Map<String, String> mounted) {
        String options = mounted.get(cover.path().toString());
        return options != null
                && (cover.kind() != Cover.Kind.READ_ONLY
                        || List.of(options.split(",")).contains("ro"));
    }

    /** Mount points and their options, by proc_pid_mountinfo(5). */
    private Map<String, String> mounted() {
        Map<String, String> mounted = new HashMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo"))) {
                String[] fields = SPACE.split(line);
                if (fields.length > OPTIONS) {
                    mounted.put(unescaped(fields[MOUNT_POINT]), fields[OPTIONS]);
                }
            }
        } catch (IOException ended) {
            return Map.of();
        }
        return mounted;
    }

    private static String unescaped(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /** Mounts a cover again; whether it stands is to be looked at. A process of ours joins only the jail's mount namespace. */
    void restore(Cover cover) {
        Path path = cover.path();
        if (!isItself(path)) {
            return;
        }
        String options = cover.kind() == Cover.Kind.READ_ONLY ? "bind,ro,nosuid,nodev" : "bind";
        try {
            Spawn.of(
                            program("nsenter"),
                            "--target",
                            Integer.toString(pid),
                            "--mount",
                            "--",
                            program("mount"),
                            "--no-mtab",
                            "-o",
                            options,
                            path.toString(),
                            path.toString())
                    .environment(Map.of("PATH", String.join(":", PLACES), "LC_ALL", "C"))
                    .run("");
        } catch (SystemCallException failed) {
            // the caller looks whether it stands
        }
    }

    /** Neither missing nor reached by a link that somebody put in its place. */
    private static boolean isItself(Path path) {
        try {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && path.toRealPath().equals(path);
        } catch (IOException e) {
            return false;
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
