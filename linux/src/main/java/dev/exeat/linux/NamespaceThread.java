package dev.exeat.linux;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A platform thread that sits in a network namespace of its own, or in another one's, and runs what is submitted, one task after another
 * (network_namespaces(7), unshare(2), setns(2)).
 *
 * <p>What a task creates there belongs to the namespace: sockets (they can be used from any thread afterwards), children started by
 * {@link Spawn}, and also <em>threads</em>: a task must not start pools, event loops, or anything that lazily starts one. Needs
 * CAP_SYS_ADMIN in the process's user namespace. The namespace lives as long as a thread, a socket or a descriptor refers to it.
 */
public final class NamespaceThread implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final long JOIN_MILLIS = 2_000;

    private final LinkedBlockingQueue<FutureTask<?>> tasks = new LinkedBlockingQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final Descriptor namespace;

    private NamespaceThread(String name, Callable<Descriptor> entrance) {
        thread = Thread.ofPlatform().daemon().name(name).start(this::loop);
        try {
            namespace = call(entrance);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    /** Creates a network namespace: it has only {@code lo}, which is down. */
    public static NamespaceThread create(String name) {
        return new NamespaceThread(name, () -> {
            Libc.function("unshare").call(CLONE_NEWNET);
            return Descriptors.open("/proc/thread-self/ns/net", Descriptors.O_RDONLY);
        });
    }

    /** Another thread in a namespace that a descriptor of {@code /proc/PID/ns/net} refers to; the descriptor stays the caller's. */
    public static NamespaceThread enter(String name, Descriptor namespace) {
        int entered = namespace.number();
        return new NamespaceThread(name, () -> {
            Libc.function("setns").call(entered, CLONE_NEWNET);
            return Descriptors.duplicate(entered, 0);
        });
    }

    /** A thread in the namespace that the calling one is in already; needs no capability. */
    public static NamespaceThread here(String name) {
        return new NamespaceThread(name, () -> Descriptors.open("/proc/thread-self/ns/net", Descriptors.O_RDONLY));
    }

    /** The namespace, open as long as this thread is. */
    public Descriptor namespace() {
        return namespace;
    }

    /**
     * Runs a task on the thread and waits for what it gives; an unchecked exception of the task is thrown to the caller.
     *
     * @throws IllegalStateException when this is closed, or with the task's checked exception as the cause
     */
    public <T> T call(Callable<T> task) {
        FutureTask<T> submitted = submit(task);
        try {
            return submitted.get();
        } catch (ExecutionException e) {
            throw unchecked(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            submitted.cancel(true);
            throw new IllegalStateException("interrupted while waiting for " + thread.getName(), e);
        }
    }

    /** As {@link #call} for a task without a result. */
    public void run(Runnable task) {
        call(() -> {
            task.run();
            return Boolean.TRUE;
        });
    }

    /** Submits a task without waiting for it. */
    public <T> FutureTask<T> submit(Callable<T> task) {
        if (closing.getCount() == 0) {
            throw new IllegalStateException(thread.getName() + " is closed");
        }
        FutureTask<T> submitted = new FutureTask<>(task);
        tasks.add(submitted);
        return submitted;
    }

    private void loop() {
        while (closing.getCount() > 0 || !tasks.isEmpty()) {
            try {
                tasks.take().run();
                // an interrupt that was meant for a cancelled task is not the next one's
                Thread.interrupted();
            } catch (InterruptedException e) {
                // only close() ends the loop
            }
        }
    }

    /** Ends the thread after the tasks that were submitted before, and gives up the namespace. */
    @Override
    public void close() {
        if (closing.getCount() > 0) {
            stop();
            namespace.close();
        }
    }

    private void stop() {
        closing.countDown();
        tasks.add(new FutureTask<>(() -> Boolean.TRUE));
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException unchecked(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException exception ? exception : new IllegalStateException(failure);
    }
}
