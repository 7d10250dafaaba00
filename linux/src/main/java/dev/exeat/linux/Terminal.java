package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The settings of a terminal, termios(3), with the ones it had when this was made. Changing them from a background process group stops
 * the process with SIGTTOU until it is in the foreground, as for any program.
 */
public final class Terminal {
    private static final int TCSADRAIN = 1;
    private static final int SIZE = 128;
    private static final int OUTPUT_FLAGS = 4;
    private static final int LOCAL_FLAGS = 12;
    private static final int OPOST = 1;
    private static final int ECHO = 8;

    private final int descriptor;
    private final byte[] original;

    private Terminal(int descriptor, byte[] original) {
        this.descriptor = descriptor;
        this.original = original;
    }

    /** The terminal that a descriptor refers to, which stays the caller's. */
    public static Terminal of(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment settings = arena.allocate(SIZE, 8);
            Libc.function("tcgetattr").call(descriptor, settings.address());
            return new Terminal(descriptor, settings.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /** Every key is passed on as it is pressed, nothing is echoed, output is not changed (cfmakeraw). */
    public void raw() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment settings = arena.allocateFrom(ValueLayout.JAVA_BYTE, original);
            MemorySegment aligned = arena.allocate(SIZE, 8).copyFrom(settings);
            Libc.function("cfmakeraw").attempt(aligned.address());
            set(descriptor, aligned);
        }
    }

    /** The settings that it had at first. */
    public void restore() {
        applyTo(descriptor, 0, 0);
    }

    /** Gives another terminal the settings that this one had at first. */
    public void copyTo(int other) {
        applyTo(other, 0, 0);
    }

    /** As {@link #copyTo}, without echo and without changing output: for a terminal whose outer one stays in charge of both. */
    public void copyWithoutEchoTo(int other) {
        applyTo(other, OPOST, ECHO);
    }

    private void applyTo(int target, int outputOff, int localOff) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment settings = arena.allocate(SIZE, 8);
            MemorySegment.copy(original, 0, settings, ValueLayout.JAVA_BYTE, 0, SIZE);
            clear(settings, OUTPUT_FLAGS, outputOff);
            clear(settings, LOCAL_FLAGS, localOff);
            set(target, settings);
        }
    }

    private static void clear(MemorySegment settings, int offset, int bits) {
        settings.set(ValueLayout.JAVA_INT, offset, settings.get(ValueLayout.JAVA_INT, offset) & ~bits);
    }

    private static void set(int descriptor, MemorySegment settings) {
        int result = -Errno.EINTR;
        while (result == -Errno.EINTR) {
            result = Libc.function("tcsetattr").attempt(descriptor, TCSADRAIN, settings.address());
        }
    }
}
