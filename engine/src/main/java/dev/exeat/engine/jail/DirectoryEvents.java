package dev.exeat.engine.jail;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.Libc;
import dev.exeat.linux.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens to the names in some directories, by inotify(7), in the order in which it happened. The JDK's own watch service is not
 * used: it tells later, and not whether a file was written or only changed its mode.
 */
final class DirectoryEvents implements AutoCloseable {
    private static final int IN_MODIFY = 0x2;
    private static final int IN_CLOSE_WRITE = 0x8;
    private static final int IN_MOVED_FROM = 0x40;
    private static final int IN_MOVED_TO = 0x80;
    private static final int IN_CREATE = 0x100;
    private static final int IN_DELETE = 0x200;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_ONLYDIR = 0x1000000;
    private static final int WANTED =
            IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ONLYDIR;
    private static final int FLAGS = 0x80000 | 0x800; // IN_CLOEXEC, IN_NONBLOCK
    private static final short POLLIN = 1;
    private static final int HEADER = 16;
    private static final int BUFFER = 64 * 1024;

    private final Descriptor queue;
    private final Map<Integer, Path> directories = new HashMap<>();
    private boolean complete = true;

    private DirectoryEvents(Descriptor queue) {
        this.queue = queue;
    }

    /** Begins with no directory. */
    static DirectoryEvents open() {
        return new DirectoryEvents(
                Descriptor.adopt(Libc.function("inotify_init1").call(FLAGS)));
    }

    /** Watches the directory that has this path now, too. */
    void add(Path directory) {
        try (Arena arena = Arena.ofConfined()) {
            int watch = Libc.function("inotify_add_watch")
                    .attempt(
                            queue.number(),
                            arena.allocateFrom(directory.toString()).address(),
                            WANTED);
            complete &= watch >= 0;
            if (watch >= 0) {
                directories.put(watch, directory);
            }
        }
    }

    /** Whether every event since the beginning was, or will be, told. */
    boolean complete() {
        return complete;
    }

    /** Waits for events; gives the paths that something happened to, in order, possibly none. As text: a name may be any bytes. */
    List<String> take(int atMostMillis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(ValueLayout.JAVA_INT, 0, queue.number());
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            if (Libc.function("poll").attempt(poll.address(), 1, atMostMillis) <= 0) {
                return List.of();
            }
        }
        byte[] buffer = new byte[BUFFER];
        try {
            return parse(ByteBuffer.wrap(buffer, 0, Math.max(0, Descriptors.read(queue, buffer, 0, BUFFER)))
                    .order(ByteOrder.nativeOrder()));
        } catch (SystemCallException nothingThere) {
            return List.of();
        }
    }

    private List<String> parse(ByteBuffer events) {
        List<String> paths = new ArrayList<>();
        while (events.remaining() >= HEADER) {
            int watch = events.getInt();
            int mask = events.getInt();
            events.getInt();
            byte[] name = new byte[events.getInt()];
            events.get(name);
            complete &= (mask & IN_Q_OVERFLOW) == 0;
            Path directory = directories.get(watch);
            if (directory != null && name.length > 0) {
                paths.add(directory + "/" + new String(name, StandardCharsets.UTF_8).replace("\0", ""));
            }
        }
        return paths;
    }

    @Override
    public void close() {
        queue.close();
    }
}
