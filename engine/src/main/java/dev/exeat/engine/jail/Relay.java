package dev.exeat.engine.jail;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.SystemCallException;
import java.util.Arrays;

/** A thread that copies bytes from one descriptor to another until the end, or until nobody takes them any more. */
final class Relay {
    private static final int CHUNK = 64 * 1024;

    private final Descriptor from;
    private final Descriptor to;
    private final Runnable whenEnded;
    private final Thread thread;

    private Relay(String name, Descriptor from, Descriptor to, Runnable whenEnded) {
        this.from = from;
        this.to = to;
        this.whenEnded = whenEnded;
        // a daemon: one that waits for the user's next key must not keep the process
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::copy);
    }

    static Relay start(String name, Descriptor from, Descriptor to, Runnable whenEnded) {
        Relay relay = new Relay(name, from, to, whenEnded);
        relay.thread.start();
        return relay;
    }

    /** Waits until everything was copied. */
    void drain() throws InterruptedException {
        thread.join();
    }

    private void copy() {
        byte[] buffer = new byte[CHUNK];
        try {
            int got = Descriptors.read(from, buffer, 0, CHUNK);
            while (got > 0) {
                Descriptors.write(to, Arrays.copyOf(buffer, got));
                got = Descriptors.read(from, buffer, 0, CHUNK);
            }
        } catch (SystemCallException | IllegalStateException ended) {
            // EIO is a terminal's end, EPIPE a reader's; a closed descriptor is our own end
        } finally {
            whenEnded.run();
        }
    }
}
