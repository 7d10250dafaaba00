package dev.exeat.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What tells a process from a later one with the same number: its start time together with the boot (proc(5)).
 *
 * @param pid the process id
 * @param startTicks field 22 of {@code /proc/PID/stat}: clock ticks since the boot
 * @param boot {@code /proc/sys/kernel/random/boot_id}
 */
public record ProcessStatus(long pid, long startTicks, String boot) {
    private static final int FIELDS_BEFORE_START_TIME = 19;

    /** The calling process. */
    public static ProcessStatus self() {
        long pid = ProcessHandle.current().pid();
        return new ProcessStatus(pid, startTicks(pid).orElseThrow(), bootId());
    }

    /** Whether this very process still runs. */
    public boolean alive() {
        OptionalLong now = startTicks(pid);
        return now.isPresent() && now.getAsLong() == startTicks && boot.equals(bootId());
    }

    /** The start time of a process; empty when there is none. */
    public static OptionalLong startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // the second field is the program's name in parentheses, which may itself hold spaces and parentheses
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return OptionalLong.of(Long.parseLong(fields[FIELDS_BEFORE_START_TIME]));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** A random number of this boot. */
    public static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
