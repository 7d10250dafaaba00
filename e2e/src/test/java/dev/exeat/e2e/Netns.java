package dev.exeat.e2e;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** A network namespace with a name under /run/netns, and a way to open sockets in it from this JVM (setns(2)). */
record Netns(String name) {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = call("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle SETNS = call("setns", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = call("close", ValueLayout.JAVA_INT);

    private static MethodHandle call(String symbol, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(symbol), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    String path() {
        return "/run/netns/" + name;
    }

    /**
     * Runs {@code opening} on a thread of its own that sits in this namespace; the thread ends afterwards, so that
     * nothing else is ever created there by accident. Sockets opened by it may be used from any thread.
     */
    <T> T inside(Callable<T> opening) {
        var task = new FutureTask<T>(() -> {
            enter();
            return opening.call();
        });
        Thread.ofPlatform().name("in " + name).start(task);
        try {
            return task.get();
        } catch (Exception e) {
            throw new IllegalStateException("in namespace " + name + ": " + e.getMessage(), e);
        }
    }

    private void enter() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(path());
            int fd = (int) OPEN.invokeExact(path, 0);
            int entered = (int) SETNS.invokeExact(fd, CLONE_NEWNET);
            int closed = (int) CLOSE.invokeExact(fd);
            if (fd < 0 || entered != 0 || closed != 0) {
                throw new IllegalStateException("setns failed for " + path());
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The words before a command that put it into this namespace. */
    String[] words() {
        return new String[] {"nsenter", "--net=" + path()};
    }
}
