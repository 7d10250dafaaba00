package dev.exeat.engine.jail;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.DirectoryEvents;
import dev.exeat.linux.Errno;
import dev.exeat.linux.Libc;
import dev.exeat.linux.SystemCallException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts covers up again that have come off because somebody on the host replaced what they cover, as git and many editors do when they
 * save. The kernel tells when it happens, the command is stopped at once, and it goes on when the cover stands and no process of it holds
 * anything that leads round the cover. Else the caller is told and the command stays stopped.
 *
 * <p>What cannot be known is whether the command wrote to the file in the moment before it was stopped, and closed it again: of that only
 * some ways are seen. So every file that was replaced is told, and what it held before is kept.
 */
public final class CoverGuard implements AutoCloseable {
    private static final int LOOK_AGAIN_MILLIS = 200;
    private static final Duration SAVED_WITHIN = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 1;
    private static final int PRIO_PROCESS = 0;
    private static final int URGENT = -15;
    private static final int F_SETLEASE = 1024;
    private static final int F_RDLCK = 0;
    private static final int F_UNLCK = 2;

    private final JailProcess jail;
    private final CoverMounts mounts;
    private final Map<String, Cover> covers;
    private final Consumer<Cover> restored;
    private final Consumer<String> lost;
    private final @Nullable DirectoryEvents events;
    /** How a file got its name since its cover came off. */
    private final Map<String, DirectoryEvents.Kind> arrivals = new HashMap<>();

    private final Thread thread;
    private boolean touched;
    private volatile boolean over;

    /**
     * Begins to watch a jail that was built, best before its release.
     *
     * @param restored told each time when a cover came off and stands again
     * @param lost told once, with what was seen, when the command must not go on; its processes are stopped then
     */
    public CoverGuard(JailProcess jail, JailPlan plan, Consumer<Cover> restored, Consumer<String> lost) {
        this.jail = jail;
        this.mounts = new CoverMounts(jail.pid(), plan.covers());
        this.covers = plan.covers().stream()
                .collect(Collectors.toMap(cover -> cover.path().toString(), cover -> cover, (one, _) -> one));
        this.restored = restored;
        this.lost = lost;
        this.events = watched(plan.covers());
        this.thread = Thread.ofPlatform().daemon().name("cover guard").start(this::watch);
    }

    private static @Nullable DirectoryEvents watched(List<Cover> covers) {
        try {
            DirectoryEvents events = DirectoryEvents.open();
            Set<Path> roots = covers.stream()
                    .filter(cover -> cover.kind() == Cover.Kind.ROOT)
                    .map(Cover::path)
                    .collect(Collectors.toSet());
            covers.stream()
                    .flatMap(cover -> Stream.ofNullable(cover.path().getParent()))
                    .distinct()
                    // a command writes all day to the files of its working directory
                    .forEach(directory -> events.add(directory, !roots.contains(directory)));
            return events;
        } catch (SystemCallException noMore) {
            return null;
        }
    }

    private void watch() {
        // before others on a busy machine, where this process may
        Libc.function("setpriority").attempt(PRIO_PROCESS, 0, URGENT);
        // what is loaded by now is quick when it counts
        jail.whileStopped(_ -> "");
        try (DirectoryEvents open = events) {
            boolean standing = true;
            while (!over && standing) {
                standing = (!touched && mounts.fallen().isEmpty()) || mend();
                await(open);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(@Nullable DirectoryEvents open) throws InterruptedException {
        if (open == null) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } else {
            note(open.take(LOOK_AGAIN_MILLIS));
        }
    }

    private void note(List<DirectoryEvents.Event> happened) {
        for (DirectoryEvents.Event event : happened) {
            if (covers.containsKey(event.path())) {
                boolean written = event.kind() == DirectoryEvents.Kind.WRITTEN;
                touched |= !written;
                if (!written || arrivals.containsKey(event.path())) {
                    arrivals.merge(event.path(), event.kind(), CoverGuard::arrival);
                }
            }
        }
    }

    /** A file that was made there is written to by whoever made it, one that was renamed was written before: else it is not forgotten. */
    private static DirectoryEvents.Kind arrival(DirectoryEvents.Kind former, DirectoryEvents.Kind now) {
        boolean settled = former == DirectoryEvents.Kind.WRITTEN
                || (now == DirectoryEvents.Kind.WRITTEN && former != DirectoryEvents.Kind.RENAMED_TO);
        return settled ? former : now;
    }

    /** Whether the command could go on. */
    private boolean mend() {
        String trouble = jail.whileStopped(this::troubleOrFailure);
        if (!trouble.isEmpty() && !over) {
            lost.accept(trouble);
        }
        return trouble.isEmpty();
    }

    private String troubleOrFailure(Standstill still) {
        try {
            return trouble(still);
        } catch (RuntimeException failed) {
            return "the files that are kept from the command cannot be looked after: " + failed;
        }
    }

    private String trouble(Standstill still) {
        for (Cover cover : mounts.fallen()) {
            String trouble = still.complete() ? trouble(cover, still) : "a process of the command could not be stopped";
            if (!trouble.isEmpty()) {
                return "'" + cover.path() + "' was replaced or removed on this machine while the command ran: "
                        + trouble;
            }
            restored.accept(cover);
        }
        touched = false;
        arrivals.clear();
        return "";
    }

    private String trouble(Cover cover, Standstill still) {
        if (cover.kind() == Cover.Kind.ROOT || cover.kind() == Cover.Kind.PIN) {
            return "what is covered in it cannot be covered again";
        }
        Path path = cover.path();
        if (!holdsWithin(() -> CoverMounts.isItself(path))) {
            return "it is not there any more, and cannot be covered";
        }
        Optional<String> way =
                OpenFiles.waysTo(path, jail.pid(), still.processes()).map(seen -> "the command " + seen);
        if (way.isEmpty()) {
            way = holdsWithin(() -> !isOpenForWriting(path)) ? written(path) : Optional.of("it is still being written");
        }
        if (way.isPresent()) {
            return way.get();
        }
        mounts.restore(cover);
        return mounts.fallen().contains(cover) ? "it cannot be covered again" : "";
    }

    /** Whoever replaces a file on the host may take a moment for it; the command is stopped meanwhile. */
    private static boolean holdsWithin(BooleanSupplier saved) {
        long end = System.nanoTime() + SAVED_WITHIN.toNanos();
        while (!saved.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** A read lease, fcntl(2), is refused with EAGAIN on a file that somebody has open for writing, or mapped so. */
    private static boolean isOpenForWriting(Path path) {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Descriptor file = Descriptors.open(path.toString(), Descriptors.O_RDONLY)) {
            int given = Libc.function("fcntl").attempt(file.number(), F_SETLEASE, F_RDLCK);
            Libc.function("fcntl").attempt(file.number(), F_SETLEASE, F_UNLCK);
            return given == -Errno.EAGAIN;
        } catch (SystemCallException gone) {
            return true;
        }
    }

    /** What was seen of a change after the replacement. */
    private Optional<String> written(Path path) {
        if (FileCovers.names(path) > 1) {
            return Optional.of("it has another name, which the command could write");
        }
        if (events == null || !drained(events)) {
            return Optional.of("what happened to it could not be followed");
        }
        return Objects.equals(arrivals.get(path.toString()), DirectoryEvents.Kind.WRITTEN)
                ? Optional.of("it was written to after that, as the command could")
                : Optional.empty();
    }

    private boolean drained(DirectoryEvents open) {
        List<DirectoryEvents.Event> more = open.take(0);
        while (!more.isEmpty()) {
            note(more);
            more = open.take(0);
        }
        return open.complete();
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
