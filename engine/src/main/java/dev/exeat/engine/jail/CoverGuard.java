package dev.exeat.engine.jail;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.Libc;
import dev.exeat.linux.SystemCallException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts a cover back that fell off because somebody on the host replaced the file, as git and many editors do when they save. The command
 * is stopped meanwhile. What it could have changed in the moments before is not covered again: it stays stopped, and the caller is told.
 *
 * <p>What is seen as such a change: anything after the replacement that happened to the file's name, a second name of it, and a process
 * that has it open for writing. What is not: a change by a second name that was taken away again within that moment.
 */
public final class CoverGuard implements AutoCloseable {
    private static final int LOOK_AGAIN_MILLIS = 200;
    private static final int F_SETLEASE = 1024;
    private static final int F_RDLCK = 0;
    private static final int F_UNLCK = 2;

    private final JailProcess jail;
    private final List<Cover> covers;
    private final CoverMounts mounts;
    private final Consumer<String> lost;
    private final DirectoryEvents events = DirectoryEvents.open();
    private final Map<String, Integer> happened = new HashMap<>();
    private final Thread thread;
    private volatile boolean over;

    /**
     * Begins to watch a jail that was built, best before its release.
     *
     * @param lost told once, with what was seen, when a cover cannot be put back; the jail's processes are stopped then
     */
    public CoverGuard(JailProcess jail, JailPlan plan, Consumer<String> lost) {
        this.jail = jail;
        this.covers = plan.covers();
        this.mounts = new CoverMounts(jail.pid(), covers);
        this.lost = lost;
        watchDirectories();
        this.thread = Thread.ofPlatform().daemon().name("cover guard").start(this::watch);
    }

    private void watchDirectories() {
        covers.stream()
                .filter(cover -> cover.kind() != Cover.Kind.ROOT)
                .map(cover -> cover.path().getParent())
                .distinct()
                .forEach(events::add);
    }

    private void watch() {
        try (events) {
            boolean standing = true;
            while (!over && standing) {
                boolean news = note(events.take(LOOK_AGAIN_MILLIS));
                standing = mounts.fallen().isEmpty() || restored();
                if (standing && news) {
                    happened.clear();
                }
            }
        }
    }

    /** Counts what happened to the covers' own names. */
    private boolean note(List<String> paths) {
        for (String path : paths) {
            if (covers.stream().anyMatch(cover -> cover.path().toString().equals(path))) {
                happened.merge(path, 1, Integer::sum);
            }
        }
        return !happened.isEmpty();
    }

    private boolean restored() {
        String[] trouble = {""};
        boolean restored = jail.whileStopped(() -> {
            for (List<String> more = events.take(0); !more.isEmpty(); more = events.take(0)) {
                note(more);
            }
            trouble[0] = restore(mounts.fallen());
            return trouble[0].isEmpty();
        });
        if (!restored && !over) {
            lost.accept(trouble[0]);
        }
        return restored;
    }

    private String restore(List<Cover> fallen) {
        for (Cover cover : fallen) {
            if (cover.kind() == Cover.Kind.ROOT) {
                return "'" + cover.path() + "' was moved or replaced on the host";
            }
            mounts.restore(cover);
        }
        List<Cover> missing = mounts.fallen();
        if (!missing.isEmpty()) {
            return "'" + missing.getFirst().path() + "' was removed on the host, and cannot be kept from the command";
        }
        watchDirectories();
        return fallen.stream()
                .filter(cover -> cover.kind() == Cover.Kind.READ_ONLY && couldHaveChanged(cover.path()))
                .findFirst()
                .map(
                        cover -> "'" + cover.path()
                                + "' was replaced on the host, and the command could have changed it before it was covered again")
                .orElse("");
    }

    private boolean couldHaveChanged(Path path) {
        return !events.complete()
                || happened.getOrDefault(path.toString(), 0) > 1
                || FileCovers.names(path) > 1
                || isOpenForWriting(path);
    }

    /** A read lease, fcntl(2), is given only on a file that no process has open for writing or mapped so. */
    private static boolean isOpenForWriting(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (Descriptor file = Descriptors.open(path.toString(), Descriptors.O_RDONLY)) {
            boolean given = Libc.function("fcntl").attempt(file.number(), F_SETLEASE, F_RDLCK) == 0;
            Libc.function("fcntl").attempt(file.number(), F_SETLEASE, F_UNLCK);
            return !given;
        } catch (SystemCallException gone) {
            return true;
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join(2L * LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
