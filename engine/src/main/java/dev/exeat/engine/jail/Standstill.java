package dev.exeat.engine.jail;

import dev.exeat.linux.Libc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All processes of a jail, stopped where they are (SIGSTOP), until this is closed. A process that was stopped before, by a shell's job
 * control, stays so.
 */
final class Standstill implements AutoCloseable {
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** A stopped process can be continued by one that was not stopped yet: one look is not enough. */
    private static final int LOOKS = 2;

    private final int first;
    private final Set<Integer> stopped = new LinkedHashSet<>();
    private final boolean complete;

    private Standstill(int first) {
        this.first = first;
        this.complete = stop();
    }

    /**
     * Stops a jail.
     *
     * @param first the first process of the jail, as this process sees it
     */
    static Standstill of(int first) {
        return new Standstill(first);
    }

    private boolean stop() {
        // parents before their children: a shell that still ran would take a stopped child for a suspended job
        ProcessTree.reached(first).forEach(this::halt);
        long end = System.nanoTime() + PATIENCE.toNanos();
        int looks = 0;
        while (looks < LOOKS && System.nanoTime() < end) {
            // a process that forks while it is being stopped leaves a child that runs: it is found by the next look
            looks = allHalted() ? looks + 1 : 0;
        }
        return looks == LOOKS;
    }

    private boolean allHalted() {
        boolean all = true;
        for (int process : processes()) {
            all &= halt(process);
        }
        return all;
    }

    /** Whether it was stopped already, all threads of it. */
    private boolean halt(int process) {
        if (ProcessTree.isStill(process)) {
            return true;
        }
        Libc.function("kill").attempt(process, SIGSTOP);
        stopped.add(process);
        return false;
    }

    /** Whether every process was seen to be stopped. */
    boolean complete() {
        return complete;
    }

    /** Every process of the jail that there is now, the first among them. */
    List<Integer> processes() {
        List<Integer> all = new ArrayList<>(List.of(first));
        all.addAll(ProcessTree.below(first));
        return all;
    }

    /** Lets those go on that were stopped, the youngest first. */
    @Override
    public void close() {
        List.copyOf(stopped).reversed().forEach(process -> Libc.function("kill").attempt(process, SIGCONT));
    }
}
