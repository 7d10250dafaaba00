package dev.exeat.engine.jail;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a command from planting {@code .git/commondir}: git takes configuration and hooks from the directory that it names
 * (gitrepository-layout(5)), so whoever runs git there afterwards would run the command's programs. The name cannot be covered like
 * {@code .git/config}: as long as such a file is there, whatever it holds, git and libgit2 take the repository for a linked worktree.
 */
final class RepositoryGuard implements AutoCloseable {
    private static final String PLANTED = "commondir";
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final List<Path> directories;
    private final Consumer<String> found;
    private final @Nullable WatchService changes;
    private volatile boolean over;

    /**
     * Begins to watch.
     *
     * @param directories git directories that had no such file when the command was started
     * @param found told why, possibly more than once, when one was planted; it is removed already
     */
    RepositoryGuard(List<Path> directories, Consumer<String> found) {
        this.directories = List.copyOf(directories);
        this.found = found;
        this.changes = directories.isEmpty() ? null : watched(this.directories);
        if (!directories.isEmpty()) {
            Thread.ofPlatform().daemon().name("repository guard").start(this::watch);
        }
    }

    private static @Nullable WatchService watched(List<Path> directories) {
        try {
            WatchService service = directories.getFirst().getFileSystem().newWatchService();
            for (Path directory : directories) {
                directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
            }
            return service;
        } catch (IOException noMoreWatches) {
            return null;
        }
    }

    private void watch() {
        while (!over) {
            sweep();
            try {
                awaitChange();
            } catch (InterruptedException | ClosedWatchServiceException ended) {
                return;
            }
        }
    }

    private void awaitChange() throws InterruptedException {
        if (changes == null) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
            return;
        }
        WatchKey key = changes.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        if (key != null) {
            key.pollEvents();
            key.reset();
        }
    }

    private void sweep() {
        for (Path directory : directories) {
            Path planted = directory.resolve(PLANTED);
            if (Files.exists(planted, LinkOption.NOFOLLOW_LINKS)) {
                remove(planted);
                found.accept("'" + planted
                        + "' was made while the command ran, was removed, and the command was ended: git would"
                        + " have taken configuration and hooks from where it says");
            }
        }
    }

    private static void remove(Path planted) {
        try {
            Files.deleteIfExists(planted);
        } catch (IOException directory) {
            // a directory of that name makes git fail, which harms nobody
        }
    }

    /** A last look, when no process of the command is left. */
    @Override
    public void close() {
        over = true;
        sweep();
        try {
            if (changes != null) {
                changes.close();
            }
        } catch (IOException e) {
            // nothing is waiting on it any more
        }
    }
}
