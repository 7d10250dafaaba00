package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The size of a terminal, ioctl_tty(2).
 *
 * @param rows lines of text, 0 when unknown
 * @param columns characters in a line, 0 when unknown
 */
public record WindowSize(int rows, int columns) {
    private static final int TIOCGWINSZ = 0x5413;
    private static final int TIOCSWINSZ = 0x5414;
    private static final int UNSIGNED_SHORT = 0xffff;

    /** The size of the terminal that a descriptor refers to; empty when it is none. */
    public static Optional<WindowSize> of(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(8, 2);
            if (Libc.function("ioctl").attempt(descriptor, TIOCGWINSZ, size.address()) < 0) {
                return Optional.empty();
            }
            return Optional.of(new WindowSize(unsigned(size, 0), unsigned(size, 2)));
        }
    }

    /** Gives a terminal this size; its foreground processes get SIGWINCH when that is a change. */
    public void apply(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(8, 2);
            size.set(ValueLayout.JAVA_SHORT, 0, (short) rows);
            size.set(ValueLayout.JAVA_SHORT, 2, (short) columns);
            Libc.function("ioctl").call(descriptor, TIOCSWINSZ, size.address());
        }
    }

    private static int unsigned(MemorySegment size, long offset) {
        return size.get(ValueLayout.JAVA_SHORT, offset) & UNSIGNED_SHORT;
    }
}
