package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.linux.Signals;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signals of this process: the command's, once there is one; before that they end the start. */
final class Received {
    private static final List<String> FORWARDED = List.of("INT", "TERM", "HUP", "USR1", "USR2", "ALRM");
    private static final int KILLED_BY = 128;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    private static final Duration INSISTING = Duration.ofSeconds(3);
    private static final int INSISTING_TIMES = 5;

    private final Thread starter = Thread.currentThread();
    private @Nullable Workload workload;
    private int first;
    private final Deque<Long> ends = new ArrayDeque<>();

    /** Receives from now on. */
    static Received listen() {
        Received received = new Received();
        FORWARDED.forEach(name -> Signals.on(name, received::take));
        return received;
    }

    private synchronized void take(int number) {
        if (first == 0) {
            first = number;
        }
        if (workload == null) {
            starter.interrupt();
        } else if (insists(number)) {
            workload.kill();
        } else {
            workload.signal(number);
        }
    }

    /** Whether the command was asked to end so often in a short time that somebody waits for it in vain. */
    private boolean insists(int number) {
        if (number != SIGINT && number != SIGTERM) {
            return false;
        }
        long now = System.nanoTime();
        ends.add(now);
        ends.removeIf(then -> now - then > INSISTING.toNanos());
        return ends.size() >= INSISTING_TIMES;
    }

    /**
     * Lets the command start, gives it every signal from now on, and waits for its end.
     *
     * @return its exit status
     * @throws Failure if a signal came before, or the jail ended without a status of the command's
     */
    int runToEnd(Workload ready) {
        if (!release(ready)) {
            throw Failure.of("ended by a signal before the command started", "");
        }
        return ready.waitFor().orElseThrow(() -> unfinished(ready.reason()));
    }

    private static Failure unfinished(String reason) {
        return reason.isEmpty()
                ? Failure.of(
                        "the sandbox ended without an exit status of the command's",
                        "it was killed from outside, or what runs it failed")
                : Failure.of(reason, "");
    }

    private synchronized boolean release(Workload ready) {
        if (first != 0) {
            return false;
        }
        workload = ready;
        ready.release();
        return true;
    }

    /** Whether a signal ended the start. */
    synchronized boolean interruptedStart() {
        return first != 0 && workload == null;
    }

    /** The exit status of a start that a signal ended. */
    synchronized int exitStatus() {
        return KILLED_BY + first;
    }
}
