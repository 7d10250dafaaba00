package dev.exeat.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file that is only written at its end, by one process at a time (flock(2)). It is asked about through its descriptor alone,
 * so that it can be watched by a process that may no longer enter the file's directory. Not safe for several threads.
 */
public final class AppendOnlyFile implements AutoCloseable {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_APPEND = 0x400;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    // O_NOFOLLOW has another number on ARM (asm/fcntl.h)
    private static final int O_NOFOLLOW = "aarch64".equals(System.getProperty("os.arch")) ? 0x8000 : 0x20000;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final int STATX_BASIC = 0x7ff;
    private static final int S_IFREG = 0x8000;
    private static final int S_IFMT = 0xf000;
    private static final int BUFFER = 128 * 1024;

    /** What the kernel says of the open file: its size in bytes, its names' count and its mode with the type. */
    public record State(long size, int links, int mode) {}

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(BUFFER, 8);
    private volatile boolean closed;

    private AppendOnlyFile(int fd) {
        this.fd = fd;
    }

    /** Opens or creates the regular file {@code path} with mode 0600 and locks it; refuses links, devices and pipes. */
    public static AppendOnlyFile open(Path path) throws IOException {
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            int flags = O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;
            fd = (int) check(Libc.function("open").attempt(name.address(), flags, 0600), "open", path);
        }
        AppendOnlyFile file = new AppendOnlyFile(fd);
        try {
            if ((file.state().mode() & S_IFMT) != S_IFREG) {
                throw new IOException("'" + path + "' is not a regular file");
            }
            check(Libc.function("flock").attempt(fd, LOCK_EX_NB), "lock", path);
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static long check(long result, String action, Path path) throws IOException {
        if (result < 0) {
            throw new IOException("cannot " + action + " '" + path + "': " + Errno.text((int) -result));
        }
        return result;
    }

    /** Asks the kernel (statx(2) on the descriptor). */
    public State state() throws IOException {
        // an empty path is one NUL byte; the answer follows it in the same buffer
        buffer.set(JAVA_BYTE, 0, (byte) 0);
        MemorySegment answer = buffer.asSlice(64, 256);
        long result =
                Libc.function("statx").attempt(fd, buffer.address(), AT_EMPTY_PATH, STATX_BASIC, answer.address());
        if (result < 0) {
            throw new IOException("cannot ask for the file's state: " + Errno.text((int) -result));
        }
        return new State(
                answer.get(JAVA_LONG, 40), answer.get(JAVA_INT, 16), Short.toUnsignedInt(answer.get(JAVA_SHORT, 28)));
    }

    /** The path by which the kernel knows the file now; it ends in {@code (deleted)} once the name is gone. */
    public String currentPath() throws IOException {
        MemorySegment link = buffer.asSlice(0, 64);
        link.setString(0, "/proc/self/fd/" + fd);
        MemorySegment answer = buffer.asSlice(64, 8192);
        long length = Libc.function("readlink").attemptLong(link.address(), answer.address(), 8192);
        if (length < 0) {
            throw new IOException("cannot read the file's path: " + Errno.text((int) -length));
        }
        return new String(answer.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** Appends {@code bytes} (at most 128 KiB) with one write(2); gives the number written or the negated errno. */
    public long write(byte[] bytes) {
        if (closed) {
            return -Errno.EBADF;
        }
        MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
        return Libc.function("write").attemptLong(fd, buffer.address(), bytes.length);
    }

    /** Reads up to {@code length} bytes (at most 128 KiB) at {@code offset}. */
    public byte[] read(long offset, int length) throws IOException {
        long got = Libc.function("pread").attemptLong(fd, buffer.address(), Math.min(length, BUFFER), offset);
        if (got < 0) {
            throw new IOException("cannot read: " + Errno.text((int) -got));
        }
        return buffer.asSlice(0, got).toArray(JAVA_BYTE);
    }

    /** Cuts the file to {@code size} bytes; false if it could not. */
    public boolean truncate(long size) {
        return !closed && Libc.function("ftruncate").attempt(fd, size) == 0;
    }

    /** Waits until what was written is on the disk (fdatasync(2)); zero or the negated errno. May run beside a write. */
    public long sync() {
        return closed ? 0 : Libc.function("fdatasync").attempt(fd);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.function("close").attempt(fd);
            arena.close();
        }
    }
}
