package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.engine.jail.JailProcess;
import dev.exeat.linux.Signals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signals of this process: the command's, once there is one; before that they end the start. */
final class Received {
    private static final List<String> FORWARDED = List.of("INT", "TERM", "HUP", "USR1", "USR2", "ALRM");
    private static final int KILLED_BY = 128;

    private final Thread starter = Thread.currentThread();
    private @Nullable JailProcess jail;
    private int first;

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
        if (jail == null) {
            starter.interrupt();
        } else {
            jail.signal(number);
        }
    }

    /**
     * Lets the command start, gives it every signal from now on, and waits for its end.
     *
     * @return its exit status
     * @throws Failure if a signal came before, or the jail ended without a status of the command's
     */
    int runToEnd(JailProcess ready) {
        if (!release(ready)) {
            throw Failure.of("ended by a signal before the command started", "");
        }
        return ready.waitFor()
                .orElseThrow(() -> Failure.of(
                        "the jail ended without an exit status of the command's",
                        "it was killed from outside, or bwrap failed"));
    }

    private synchronized boolean release(JailProcess ready) {
        if (first != 0) {
            return false;
        }
        jail = ready;
        ready.release();
        return true;
    }

    /** Whether a signal ended the start. */
    synchronized boolean interruptedStart() {
        return first != 0 && jail == null;
    }

    /** The exit status of a start that a signal ended. */
    synchronized int exitStatus() {
        return KILLED_BY + first;
    }
}
