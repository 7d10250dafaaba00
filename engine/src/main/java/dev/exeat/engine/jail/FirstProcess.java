package dev.exeat.engine.jail;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Libc;
import org.jspecify.annotations.Nullable;

/**
 * A hold on the first process of a jail's PID namespace, pidfd_open(2): when it is killed, the kernel kills everything else there. The
 * command may have tampered with that process (it is its own user's), so that it no longer ends with bwrap.
 */
final class FirstProcess implements AutoCloseable {
    /** One number on all machines. */
    private static final int PIDFD_SEND_SIGNAL = 424;

    private static final int PIDFD_OPEN = 434;
    private static final int SIGKILL = 9;

    private final @Nullable Descriptor handle;

    /** Takes hold of a process that is known to live. */
    FirstProcess(int pid) {
        int number = Libc.function("syscall").attempt(PIDFD_OPEN, pid, 0);
        handle = number < 0 ? null : Descriptor.adopt(number);
    }

    /** Ends every process of the namespace that is still there. */
    void kill() {
        if (handle != null) {
            Libc.function("syscall").attempt(PIDFD_SEND_SIGNAL, handle.number(), SIGKILL, 0, 0);
        }
    }

    @Override
    public void close() {
        if (handle != null) {
            handle.close();
        }
    }
}
