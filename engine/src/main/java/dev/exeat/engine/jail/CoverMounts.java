package dev.exeat.engine.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The covers as they stand in a jail's own mount namespace. The kernel takes a mount away from every namespace when its mount point is
 * unlinked, or replaced by rename(2), in another one; where the mount point itself is renamed, the mount goes along with it.
 */
final class CoverMounts {
    private static final Pattern SPACE = Pattern.compile(" ");
    private static final int MOUNT_POINT = 4;
    private static final int OPTIONS = 5;

    private final int pid;
    private final List<Cover> covers;
    private final InnerMounts inner;

    /**
     * For one jail.
     *
     * @param pid the first process of the jail, as this process sees it
     * @param covers from the outermost to the innermost
     */
    CoverMounts(int pid, List<Cover> covers) {
        this.pid = pid;
        this.covers = List.copyOf(covers);
        this.inner = new InnerMounts(pid);
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
        return switch (cover.kind()) {
            case ROOT, PIN -> options != null;
            case READ_ONLY -> isReadOnly(options);
            // what is not there needs no hiding
            case HIDDEN -> isReadOnly(options) || Files.notExists(cover.path(), LinkOption.NOFOLLOW_LINKS);
        };
    }

    private static boolean isReadOnly(@Nullable String options) {
        return options != null && List.of(options.split(",")).contains("ro");
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

    /** Mounts a cover again; whether it stands is to be looked at. */
    void restore(Cover cover) {
        Path path = cover.path();
        if (!isItself(path)) {
            return;
        }
        switch (cover.kind()) {
            case READ_ONLY -> inner.again(path, "bind,ro,nosuid,nodev" + (isOnNoexec(path) ? ",noexec" : ""));
            case HIDDEN -> inner.hide(path);
            case ROOT, PIN -> {
                // the command may be in the new directory already, below what would be mounted
            }
        }
    }

    /** What an outer user namespace has locked cannot be left out, mount_namespaces(7). */
    private boolean isOnNoexec(Path path) {
        Map<String, String> mounted = mounted();
        for (Path outer = path.getParent(); outer != null; outer = outer.getParent()) {
            String options = mounted.get(outer.toString());
            if (options != null) {
                return List.of(options.split(",")).contains("noexec");
            }
        }
        return false;
    }

    /** Neither missing nor reached by a link that somebody put in its place. */
    static boolean isItself(Path path) {
        try {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && path.toRealPath().equals(path);
        } catch (IOException e) {
            return false;
        }
    }
}
