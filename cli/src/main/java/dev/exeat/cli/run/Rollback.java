package dev.exeat.cli.run;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was created, to be taken down in the opposite order, once, however the run ends. */
final class Rollback implements AutoCloseable {
    private final Deque<AutoCloseable> created = new ArrayDeque<>();

    /** Remembers something that must be closed. */
    synchronized <T extends AutoCloseable> T add(T resource) {
        created.push(resource);
        return resource;
    }

    /** Closes everything; one that fails does not keep the others open. Safe to call again. */
    @Override
    public synchronized void close() {
        RuntimeException first = null;
        while (!created.isEmpty()) {
            try {
                created.pop().close();
            } catch (Exception failed) {
                first = first == null
                        ? new IllegalStateException("clean-up failed: " + failed.getMessage(), failed)
                        : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
