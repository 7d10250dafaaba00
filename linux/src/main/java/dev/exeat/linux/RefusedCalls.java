package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The refusals of a filter that was installed with a listener ({@link Seccomp#installListening}), seccomp_unotify(2). Only ever
 * refuses: letting a call pass after looking at its arguments would be a race.
 */
public final class RefusedCalls implements AutoCloseable {
    private static final long RECEIVE = 0xC0502100L;
    private static final long SEND = 0xC0182101L;
    private static final int NOTICE_SIZE = 80;
    private static final int ANSWER_SIZE = 24;
    private static final int PID_OFFSET = 8;
    private static final int NUMBER_OFFSET = 16;
    private static final int ARCHITECTURE_OFFSET = 20;
    private static final int ARGUMENTS_OFFSET = 32;
    private static final int ARGUMENTS = 6;
    private static final int ERROR_OFFSET = 16;
    private static final short POLLIN = 1;

    private final Descriptor listener;

    /** Takes ownership of the listener. */
    public RefusedCalls(Descriptor listener) {
        this.listener = listener;
    }

    /**
     * A call that was refused.
     *
     * @param pid the thread that made it, as this process sees it; 0 when it is out of sight
     * @param call the name, such as {@code socket}, or {@code call N}
     * @param arguments all six, as they were in the registers
     */
    public record Refused(int pid, String call, List<Long> arguments) {}

    /**
     * Waits for the next call, refuses it with EPERM and tells of it. Blocks its thread.
     *
     * @return null when no process is left under the filter
     */
    public @Nullable Refused next() {
        try (Arena arena = Arena.ofConfined()) {
            while (awaitNotice(arena)) {
                MemorySegment notice = arena.allocate(NOTICE_SIZE, 8);
                // the caller may have been killed in between (ENOENT), or a signal came (EINTR)
                if (Libc.function("ioctl").attempt(listener.number(), RECEIVE, notice.address()) == 0) {
                    refuse(arena, notice.get(ValueLayout.JAVA_LONG, 0));
                    return refused(notice);
                }
            }
            return null;
        }
    }

    private boolean awaitNotice(Arena arena) {
        MemorySegment poll = arena.allocate(8, 4);
        poll.set(ValueLayout.JAVA_INT, 0, listener.number());
        poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
        int ready = Libc.function("poll").attempt(poll.address(), 1, -1);
        return ready < 0 || (poll.get(ValueLayout.JAVA_SHORT, 6) & POLLIN) != 0;
    }

    private void refuse(Arena arena, long id) {
        MemorySegment answer = arena.allocate(ANSWER_SIZE, 8);
        answer.set(ValueLayout.JAVA_LONG, 0, id);
        answer.set(ValueLayout.JAVA_INT, ERROR_OFFSET, -Errno.EPERM);
        Libc.function("ioctl").attempt(listener.number(), SEND, answer.address());
    }

    private static Refused refused(MemorySegment notice) {
        int number = notice.get(ValueLayout.JAVA_INT, NUMBER_OFFSET);
        int architecture = notice.get(ValueLayout.JAVA_INT, ARCHITECTURE_OFFSET);
        List<Long> arguments = new ArrayList<>();
        for (int i = 0; i < ARGUMENTS; i++) {
            arguments.add(notice.get(ValueLayout.JAVA_LONG, ARGUMENTS_OFFSET + i * 8L));
        }
        String name = Abi.here().stream()
                .filter(abi -> abi.auditArchitecture() == architecture)
                .findFirst()
                .map(abi -> SystemCalls.name(abi, number))
                .orElse("call " + number);
        return new Refused(notice.get(ValueLayout.JAVA_INT, PID_OFFSET), name, arguments);
    }

    @Override
    public void close() {
        listener.close();
    }
}
