package dev.exeat.linux;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Opens, copies and looks at file descriptors. Everything that is opened here is close-on-exec. */
public final class Descriptors {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    static final int O_CLOEXEC = 0x80000;
    private static final int O_ACCMODE = 3;
    private static final int F_GETFL = 3;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int MFD_CLOEXEC = 1;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_DOMAIN = 39;
    private static final int POLLERR = 8;
    private static final int POLLHUP = 16;
    private static final int CHUNK = 16 * 1024;

    private Descriptors() {}

    /** The two ends of a pipe(2). */
    public record Pipe(Descriptor readEnd, Descriptor writeEnd) implements AutoCloseable {
        @Override
        public void close() {
            readEnd.close();
            writeEnd.close();
        }
    }

    /** What a descriptor is, as far as handing it to a sandboxed child is concerned. */
    public enum Kind {
        TERMINAL,
        INET_SOCKET,
        UNIX_SOCKET,
        OTHER_SOCKET,
        OTHER,
        CLOSED
    }

    /** pipe2(2) with O_CLOEXEC. */
    public static Pipe pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(8, 4);
            Libc.function("pipe2").call(ends.address(), O_CLOEXEC);
            return new Pipe(
                    Descriptor.adopt(ends.getAtIndex(ValueLayout.JAVA_INT, 0)),
                    Descriptor.adopt(ends.getAtIndex(ValueLayout.JAVA_INT, 1)));
        }
    }

    /** open(2); O_CLOEXEC is added, flags may be those of this class or any other of the platform. */
    public static Descriptor open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return Descriptor.adopt(
                    Libc.function("open").call(arena.allocateFrom(path).address(), flags | O_CLOEXEC));
        }
    }

    /** A copy of a descriptor, numbered {@code atLeast} or above. */
    public static Descriptor duplicate(int number, int atLeast) {
        return Descriptor.adopt(Libc.function("fcntl").call(number, F_DUPFD_CLOEXEC, atLeast));
    }

    /** eventfd(2) with counter 0. */
    public static Descriptor event() {
        return Descriptor.adopt(Libc.function("eventfd").call(0, EFD_CLOEXEC));
    }

    /** A file in memory with this content, positioned at its start. */
    public static Descriptor memory(String name, byte[] content) {
        try (Arena arena = Arena.ofConfined()) {
            Descriptor file = Descriptor.adopt(
                    Libc.function("memfd_create").call(arena.allocateFrom(name).address(), MFD_CLOEXEC));
            write(file, content);
            rewind(file);
            return file;
        }
    }

    /** Writes all bytes. */
    public static void write(Descriptor to, byte[] content) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, content);
            long done = 0;
            while (done < content.length) {
                done += retried("write", to.number(), bytes.address() + done, content.length - done);
            }
        }
    }

    /**
     * Reads what is there, at least one byte, waiting for it.
     *
     * @return how many bytes were put into the array from {@code offset} on; -1 at the end
     */
    public static int read(Descriptor from, byte[] into, int offset, int length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(length);
            int got = (int) retried("read", from.number(), buffer.address(), length);
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, offset, got);
            return got == 0 ? -1 : got;
        }
    }

    /** Reads until the end of the file, at most {@code limit} bytes. */
    public static byte[] readAll(Descriptor from, int limit) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK);
            long got = 1;
            while (got > 0 && all.size() < limit) {
                got = retried("read", from.number(), buffer.address(), Math.min(CHUNK, limit - all.size()));
                all.writeBytes(buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE));
            }
        }
        return all.toByteArray();
    }

    /** Sets the file's position to its start. */
    public static void rewind(Descriptor file) {
        Libc.function("lseek").call(file.number(), 0, 0);
    }

    /** Looks at a descriptor of this process. */
    public static Kind kind(int number) {
        int domain = socketDomain(number);
        return switch (-domain) {
            case Errno.EBADF -> Kind.CLOSED;
            case Errno.ENOTSOCK -> isTerminal(number) ? Kind.TERMINAL : Kind.OTHER;
            default ->
                switch (domain) {
                    case Sockets.AF_INET, Sockets.AF_INET6 -> Kind.INET_SOCKET;
                    case Sockets.AF_UNIX -> Kind.UNIX_SOCKET;
                    default -> Kind.OTHER_SOCKET;
                };
        };
    }

    /** Whether it was opened for reading and not for writing. */
    public static boolean isReadOnly(int number) {
        return (Libc.function("fcntl").call(number, F_GETFL) & O_ACCMODE) == O_RDONLY;
    }

    /** isatty(3). */
    public static boolean isTerminal(int number) {
        return Libc.function("isatty").attempt(number) == 1;
    }

    /** Whether what is written there is in vain: nobody has the other end of the pipe or socket open, poll(2). */
    public static boolean readerGone(int number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(ValueLayout.JAVA_INT, 0, number);
            Libc.function("poll").attempt(poll.address(), 1, 0);
            return (poll.get(ValueLayout.JAVA_SHORT, 6) & (POLLERR | POLLHUP)) != 0;
        }
    }

    private static int socketDomain(int number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, 4);
            int result =
                    Libc.function("getsockopt").attempt(number, SOL_SOCKET, SO_DOMAIN, value.address(), size.address());
            return result < 0 ? result : value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    private static long retried(String function, int number, long address, long count) {
        while (true) {
            long result = Libc.function(function).attemptLong(number, address, count);
            if (result >= 0) {
                return result;
            }
            if (result != -Errno.EINTR) {
                throw new SystemCallException(function, (int) -result);
            }
        }
    }
}
