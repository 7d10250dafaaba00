package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A process that {@link Spawn} started. Somebody must {@link #waitFor} it, or it stays a zombie; the JVM's own reaper waits for
 * {@link Process} objects only and never takes this one's status.
 */
public final class Child {
    private static final int P_PID = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;
    private static final int SIGINFO_SIZE = 128;

    private final int pid;
    private @Nullable ExitStatus ended;

    Child(int pid) {
        this.pid = pid;
    }

    /** Its process id; stays its own until {@link #waitFor} has returned. */
    public int pid() {
        return pid;
    }

    /** Waits for its end on the calling (platform) thread; may be called again and from several threads. */
    public ExitStatus waitFor() {
        awaitWithoutReaping();
        return reap();
    }

    /** Sends a signal; does nothing when it has been waited for, so that a reused number is never hit. */
    public synchronized void kill(int signal) {
        if (ended == null) {
            Libc.function("kill").attempt(pid, signal);
        }
    }

    /** Whether {@link #waitFor} has not yet returned; a zombie counts as alive. */
    public synchronized boolean alive() {
        return ended == null;
    }

    private void awaitWithoutReaping() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment siginfo = arena.allocate(SIGINFO_SIZE, 8);
            int result = -Errno.EINTR;
            while (result == -Errno.EINTR) {
                result = Libc.function("waitid").attempt(P_PID, pid, siginfo.address(), WEXITED | WNOWAIT);
            }
        }
    }

    private synchronized ExitStatus reap() {
        if (ended != null) {
            return ended;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            Libc.function("waitpid").call(pid, status.address(), 0);
            ended = ExitStatus.ofWaitStatus(status.get(ValueLayout.JAVA_INT, 0));
            return ended;
        }
    }
}
