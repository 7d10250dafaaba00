package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The C library, called by function name.
 *
 * <p>Every function is bound with one shape: six integer registers in, one out. In the calling conventions of x86_64 (System V) and
 * aarch64 (AAPCS64) integers and pointers share those registers, registers that a function does not read are harmless, and a variadic
 * function (open, ioctl, fcntl, prctl, syscall) takes integers as any other does. One shape means one generated stub, which a short
 * command-line program feels at its start. Functions with floating-point or struct-by-value parameters can't be bound here.
 *
 * <p>Pointers are passed as {@link MemorySegment#address()}: keep the segment's arena open until the call returns. A call that blocks
 * holds its carrier, so make it on a platform thread.
 */
public final class Libc {
    private static final int REGISTERS = 6;
    private static final MemoryLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Map<String, Libc> BOUND = new ConcurrentHashMap<>();

    private final String name;
    private final MethodHandle handle;

    private Libc(String name) {
        this.name = name;
        this.handle = bind(name);
    }

    /**
     * Binds a function of the C library; cached, so it may be called at every use.
     *
     * @throws UnsupportedOperationException when this C library has no such function
     */
    public static Libc function(String name) {
        Libc known = BOUND.get(name);
        return known != null ? known : BOUND.computeIfAbsent(name, Libc::new);
    }

    /**
     * Calls a function that says -1 on failure and returns an int (most of them).
     *
     * @param arguments at most six integers and addresses
     * @throws SystemCallException with the errno when the function returned -1
     */
    public int call(long... arguments) {
        int result = attempt(arguments);
        if (result < 0) {
            throw new SystemCallException(name, -result);
        }
        return result;
    }

    /** As {@link #call}, but gives minus the errno instead of throwing. */
    public int attempt(long... arguments) {
        return (int) attemptLong(true, arguments);
    }

    /** As {@link #attempt} for functions that return a ssize_t, an off_t or a kernel long ({@code syscall}). */
    public long attemptLong(long... arguments) {
        return attemptLong(false, arguments);
    }

    /** Calls a function that returns the error number itself (the posix_spawn family), or 0. */
    public void callReturningErrno(long... arguments) {
        int errno;
        try (Arena arena = Arena.ofConfined()) {
            errno = (int) invoke(arena.allocate(CAPTURE), arguments);
        }
        if (errno != 0) {
            throw new SystemCallException(name, errno);
        }
    }

    private long attemptLong(boolean narrow, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CAPTURE);
            long raw = invoke(state, arguments);
            // the upper half of the register is undefined for a function that returns an int
            long result = narrow ? (int) raw : raw;
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        }
    }

    private long invoke(MemorySegment state, long... arguments) {
        if (arguments.length > REGISTERS) {
            throw new IllegalArgumentException(name + ": at most six arguments");
        }
        long[] r = Arrays.copyOf(arguments, REGISTERS);
        try {
            return (long) handle.invokeExact(state, r[0], r[1], r[2], r[3], r[4], r[5]);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(name, e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bind(String name) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no '" + name + "'"));
        return linker.downcallHandle(symbol, Shape.SIX, Linker.Option.captureCallState("errno"));
    }

    private static final class Shape {
        private static final ValueLayout L = ValueLayout.JAVA_LONG;
        static final FunctionDescriptor SIX = FunctionDescriptor.of(L, L, L, L, L, L, L);
    }
}
