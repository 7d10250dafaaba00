package dev.exeat.cli.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A process that cannot be mistaken for another one: pids are used again, but not with the same start time in the same
 * boot.
 *
 * @param pid the process id in Exeat's own pid namespace
 * @param start clock ticks from boot to its start (proc_pid_stat(5), field 22)
 * @param boot the kernel's boot id (proc_sys_kernel(5), random/boot_id)
 */
public record ProcessIdentity(long pid, long start, String boot) {
    private static final int STATE = 0;
    private static final int START_TIME = 19;

    /** This process. */
    public static ProcessIdentity own() {
        return of(ProcessHandle.current().pid())
                .orElseThrow(() -> new IllegalStateException("no /proc of this process"));
    }

    /** The process that has this pid now; empty if there is none, or it is a zombie. */
    public static Optional<ProcessIdentity> of(long pid) {
        return startOf(pid).map(start -> new ProcessIdentity(pid, start, bootId()));
    }

    /** Whether this very process still runs. */
    public boolean alive() {
        return boot.equals(bootId()) && startOf(pid).equals(Optional.of(start));
    }

    private static Optional<Long> startOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            // the name in parentheses is the program's own choice and may hold anything
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean dead = "ZXx".contains(fields[STATE]);
            return dead ? Optional.empty() : Optional.of(Long.parseLong(fields[START_TIME]));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException _) {
            return "unknown";
        }
    }

    /** One word, for a label of a container; {@link #ofLabel} reads it. */
    public String label() {
        return pid + ":" + start + ":" + boot;
    }

    /** What {@link #label()} wrote; empty for anything else. */
    public static Optional<ProcessIdentity> ofLabel(String text) {
        String[] parts = text.split(":", 3);
        boolean right = parts.length == 3 && parts[0].matches("[0-9]{1,10}") && parts[1].matches("[0-9]{1,18}");
        return right
                ? Optional.of(new ProcessIdentity(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]))
                : Optional.empty();
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", pid);
        json.put("start", start);
        json.put("boot", boot);
        return json;
    }

    static ProcessIdentity ofJson(Map<?, ?> json) {
        return new ProcessIdentity(Fields.number(json, "pid"), Fields.number(json, "start"), Fields.text(json, "boot"));
    }
}
