package dev.exeat.linux;

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
 * used: it tells later, and not whether a file was renamed there or made there. For one thread.
 */
public final class DirectoryEvents implements AutoCloseable {
    private static final int IN_MODIFY = 0x2;
    private static final int IN_MOVED_FROM = 0x40;
    private static final int IN_MOVED_TO = 0x80;
    private static final int IN_CREATE = 0x100;
    private static final int IN_DELETE = 0x200;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_ONLYDIR = 0x1000000;
    private static final int WANTED = IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ONLYDIR;
    private static final int FLAGS = 0x80000 | 0x800; // IN_CLOEXEC, IN_NONBLOCK
    private static final short POLLIN = 1;
    private static final int POLL_SIZE = 8;
    private static final int HEADER = 16;
    private static final int BUFFER = 64 * 1024;

    private final Descriptor queue;
    private final Map<Integer, Path> directories = new HashMap<>();
    private boolean complete = true;

    /** What can happen to a name. */
    public enum Kind {
        /** The name is another file's now: one was renamed to it, rename(2). */
        RENAMED_TO,
        /** A file of that name was made. */
        MADE,
        /** The name is gone, or is another one now. */
        GONE,
        /** Somebody wrote to the file. */
        WRITTEN
    }

    /**
     * Something that happened.
     *
     * @param path the name, below the directory's path at the time when it was added; text, since a name may be any bytes
     */
    public record Event(String path, Kind kind) {}

    private DirectoryEvents(Descriptor queue) {
        this.queue = queue;
    }

    /**
     * Begins with no directory.
     *
     * @throws SystemCallException with EMFILE when the user has no more of these queues
     */
    public static DirectoryEvents open() {
        return new DirectoryEvents(
                Descriptor.adopt(Libc.function("inotify_init1").call(FLAGS)));
    }

    /**
     * Watches the directory that has this path now, too. One that cannot be watched leaves the events incomplete.
     *
     * @param writes whether to tell of {@link Kind#WRITTEN}: every write(2) to every file there is an event then
     */
    public void add(Path directory, boolean writes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(directory.toString());
            int watch = Libc.function("inotify_add_watch")
                    .attempt(queue.number(), path.address(), writes ? WANTED | IN_MODIFY : WANTED);
            complete &= watch >= 0;
            if (watch >= 0) {
                directories.put(watch, directory);
            }
        }
    }

    /** Whether every event since the beginning was told, or will be. */
    public boolean complete() {
        return complete;
    }

    /** Waits for events; gives those that are there, possibly none. */
    public List<Event> take(int atMostMillis) {
        if (!ready(atMostMillis)) {
            return List.of();
        }
        byte[] buffer = new byte[BUFFER];
        try {
            int got = Descriptors.read(queue, buffer, 0, BUFFER);
            return parse(ByteBuffer.wrap(buffer, 0, Math.max(0, got)).order(ByteOrder.nativeOrder()));
        } catch (SystemCallException nothingThere) {
            return List.of();
        }
    }

    private boolean ready(int atMostMillis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(POLL_SIZE, 4);
            poll.set(ValueLayout.JAVA_INT, 0, queue.number());
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            return Libc.function("poll").attempt(poll.address(), 1, atMostMillis) > 0;
        }
    }

    private List<Event> parse(ByteBuffer buffer) {
        List<Event> events = new ArrayList<>();
        while (buffer.remaining() >= HEADER) {
            int watch = buffer.getInt();
            int mask = buffer.getInt();
            buffer.getInt();
            byte[] name = new byte[buffer.getInt()];
            buffer.get(name);
            complete &= (mask & IN_Q_OVERFLOW) == 0;
            Path directory = directories.get(watch);
            if (directory != null && name.length > 0) {
                // names are padded with zeros
                String text = new String(name, StandardCharsets.UTF_8).replace("\0", "");
                events.add(new Event(directory + "/" + text, kind(mask)));
            }
        }
        return events;
    }

    private static Kind kind(int mask) {
        if ((mask & IN_MOVED_TO) != 0) {
            return Kind.RENAMED_TO;
        }
        if ((mask & IN_CREATE) != 0) {
            return Kind.MADE;
        }
        return (mask & IN_MODIFY) != 0 ? Kind.WRITTEN : Kind.GONE;
    }

    @Override
    public void close() {
        queue.close();
    }
}
