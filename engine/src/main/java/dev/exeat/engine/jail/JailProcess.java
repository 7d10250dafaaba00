package dev.exeat.engine.jail;

import dev.exeat.linux.Child;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.ExitStatus;
import dev.exeat.linux.Libc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A jail that was built, and the command in it. The command's first instruction comes after {@link #release}, and only then: bwrap holds
 * both ends of the pipe that it waits on, so that the end of this process is never taken for a release. When the thread that started it
 * ends, every process of the jail is killed.
 */
public final class JailProcess implements AutoCloseable {
    private static final Pattern CHILD = Pattern.compile("\"child-pid\": *(\\d+)");
    private static final Pattern EXIT = Pattern.compile("\"exit-code\": *(\\d+)");
    private static final int SIGINT = 2;
    private static final int SIGQUIT = 3;
    private static final int SIGKILL = 9;
    private static final int REPORT_LIMIT = 64 * 1024;
    private static final long POLL_MILLIS = 1;
    private static final Duration COMMAND_APPEARS = Duration.ofSeconds(2);

    private final StandardStreams streams;
    private final Descriptor gate;
    private final String marker;
    private final Child child;
    private final @Nullable Descriptor refusals;
    private @Nullable FirstProcess hold;
    private @Nullable RepositoryGuard guard;
    private final CompletableFuture<Integer> first = new CompletableFuture<>();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();
    private String reason = "";
    private final Object standing = new Object();
    private volatile boolean released;
    private volatile boolean paused;
    private volatile int command;

    private JailProcess(StandardStreams streams, Descriptor gate, String marker, Bwrap.Started started) {
        this.streams = streams;
        this.gate = gate;
        this.marker = marker;
        this.child = started.child();
        this.refusals = started.refusals();
    }

    /**
     * Starts to build a jail in the namespaces of a thread.
     *
     * @param listening whether refused system calls are to be heard of ({@link #refusals})
     * @param thread runs tasks on one platform thread that lives as long as the jail; its ambient capabilities go, and it is under the
     *     command's filter from then on
     */
    public static JailProcess start(JailPlan plan, StandardStreams streams, boolean listening, Executor thread) {
        String marker = "/run/exeat/"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Descriptor gate = gate();
        try (Descriptors.Pipe report = Descriptors.pipe()) {
            Bwrap.Started started = new Bwrap(plan, marker, streams).start(gate, report.writeEnd(), listening, thread);
            JailProcess jail = new JailProcess(streams, gate, marker, started);
            streams.startOutput();
            jail.guard = new RepositoryGuard(plan.repositories(), jail::end);
            jail.watch(Descriptors.duplicate(report.readEnd().number(), 3));
            return jail;
        }
    }

    private static Descriptor gate() {
        try (Descriptors.Pipe pipe = Descriptors.pipe()) {
            return Descriptors.open("/proc/self/fd/" + pipe.readEnd().number(), Descriptors.O_RDWR);
        }
    }

    private void watch(Descriptor report) {
        Thread.ofPlatform().daemon().name("jail report").start(() -> readReport(report));
        Thread.ofPlatform().daemon().name("jail end").start(this::awaitEnd);
    }

    private void awaitEnd() {
        ExitStatus status = child.waitFor();
        endNamespace();
        if (guard != null) {
            guard.close();
        }
        ended.complete(status);
    }

    private synchronized void hold(int pid) {
        if (hold == null && child.alive()) {
            hold = new FirstProcess(pid);
        }
    }

    private synchronized void endNamespace() {
        if (hold != null) {
            hold.kill();
            hold.close();
        }
    }

    private void readReport(Descriptor report) {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[1024];
        try (report) {
            int got = Descriptors.read(report, buffer, 0, buffer.length);
            while (got > 0 && text.length() < REPORT_LIMIT) {
                text.append(new String(buffer, 0, got, StandardCharsets.US_ASCII));
                complete(CHILD, text, first);
                if (first.isDone()) {
                    hold(first.join());
                }
                complete(EXIT, text, exitCode);
                got = Descriptors.read(report, buffer, 0, buffer.length);
            }
        } finally {
            first.complete(0);
            exitCode.complete(-1);
        }
    }

    private static void complete(Pattern pattern, StringBuilder text, CompletableFuture<Integer> value) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.find()) {
            value.complete(Integer.valueOf(matcher.group(1)));
        }
    }

    /**
     * Waits until all mounts are made and the command is about to start.
     *
     * @return false when bwrap ended or the time is over
     */
    public boolean awaitBuilt(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < end && !ended.isDone()) {
            if (first.getNow(0) > 0 && Files.isDirectory(root().resolve(marker.substring(1)))) {
                return true;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    /** The first process of the jail's PID namespace, as this process sees it; 0 when bwrap ended before it made one. */
    public int pid() {
        return first.join();
    }

    /** The jail's file system as this process sees it, for looking only. */
    public Path root() {
        return Path.of("/proc", Integer.toString(pid()), "root");
    }

    /** The listener for refused system calls: its taker closes it, or hands it over; null when there is none. */
    public @Nullable Descriptor refusals() {
        return refusals;
    }

    /** Lets the command start. */
    public void release() {
        released = true;
        // first the terminal: a Ctrl-C that answers the command's first word must already be a key of the command's
        streams.startInput();
        Descriptors.write(gate, new byte[] {1});
        gate.close();
    }

    /** The command's own process, as this process sees it; empty when it is not there yet, or not any more. */
    public OptionalInt commandPid() {
        if (command == 0 && released && !ended.isDone()) {
            command = ProcessTree.firstChild(pid()).orElse(0);
        }
        return command == 0 ? OptionalInt.empty() : OptionalInt.of(command);
    }

    /**
     * Sends a signal to the command, and to its whole process group when a key would do that (SIGINT, SIGQUIT) or when there is no
     * terminal. A jail that was not released, or that is paused, ends.
     */
    public void signal(int number) {
        if (!released || paused) {
            kill();
            return;
        }
        long end = System.nanoTime() + COMMAND_APPEARS.toNanos();
        while (commandPid().isEmpty() && !ended.isDone() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        commandPid().ifPresent(pid -> send(pid, number));
    }

    private void send(int pid, int number) {
        boolean group = !streams.hasTerminal() || number == SIGINT || number == SIGQUIT;
        if (!group || Libc.function("kill").attempt(-(long) pid, number) < 0) {
            Libc.function("kill").attempt(pid, number);
        }
    }

    /** Stops every process of the jail where it is (SIGSTOP): none of them runs on, none ends. */
    public void pause() {
        paused = true;
        synchronized (standing) {
            // its number may be another process's by now
            if (!ended.isDone()) {
                var _ = Standstill.of(pid());
            }
        }
    }

    /**
     * Does something while no process of the jail runs; the jail goes on if nothing speaks against it.
     *
     * @param task gives the reason why it must not, or an empty text
     * @return what the task gave
     */
    String whileStopped(Function<Standstill, String> task) {
        synchronized (standing) {
            if (ended.isDone()) {
                return "";
            }
            Standstill still = Standstill.of(pid());
            String trouble = task.apply(still);
            if (trouble.isEmpty() && !paused) {
                still.close();
            }
            return trouble;
        }
    }

    /** Ends every process of the jail at once, for a reason that the user is to be told; the first one counts. */
    public void end(String why) {
        synchronized (this) {
            reason = reason.isEmpty() ? why : reason;
        }
        kill();
    }

    /** Why Exeat ended it; empty when it did not. */
    public synchronized String reason() {
        return reason;
    }

    /** Ends every process of the jail at once. */
    public void kill() {
        child.kill(SIGKILL);
    }

    /**
     * Waits for the command's end, until all its output was passed on.
     *
     * @return its exit status, 128+n when a signal ended it; empty when bwrap ended without having run it, or was killed
     */
    public OptionalInt waitFor() {
        ExitStatus status = ended.join();
        streams.close();
        int code = exitCode.join();
        return code >= 0 && status.signal() == 0 ? OptionalInt.of(code) : OptionalInt.empty();
    }

    /** Kills what still runs, waits for its end, and gives the terminal its settings back. */
    @Override
    public void close() {
        kill();
        ended.join();
        streams.close();
        gate.close();
    }
}
