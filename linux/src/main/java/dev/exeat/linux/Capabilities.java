package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Capabilities of the calling <em>thread</em> (capabilities(7)); threads and children that it starts afterwards inherit them. */
public final class Capabilities {
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private static final int VERSION_3 = 0x20080522;

    private Capabilities() {}

    /** Empties the ambient set: a program started from this thread as an ordinary user has no capabilities, the thread keeps its own. */
    public static void clearAmbient() {
        Libc.function("prctl").call(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    }

    /** Gives up every effective, permitted and inheritable capability for good (capset(2)); the ambient ones go with them. */
    public static void dropAll() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(8, 4);
            header.set(ValueLayout.JAVA_INT, 0, VERSION_3);
            Libc.function("capset").call(header.address(), arena.allocate(24, 4).address());
        }
    }
}
