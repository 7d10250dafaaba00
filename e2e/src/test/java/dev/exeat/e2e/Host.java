package dev.exeat.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a sandbox may leave on the machine: the namespaces and mounts that exist, and the processes of one tree. */
record Host(List<String> namespaces, List<String> mounts, List<String> links) {
    /** The state right now; the client's namespace is where Exeat would leave an interface or a rule. */
    static Host now(World world) {
        String client = world.client().name();
        return new Host(
                Commands.must("ip", "netns", "list").lines().sorted().toList(),
                Commands.must("cut", "-d", " ", "-f2", "/proc/mounts")
                        .lines()
                        .sorted()
                        .toList(),
                Commands.must("ip", "-n", client, "-o", "link").lines().sorted().toList());
    }

    /** The processes below this one, with their command lines. */
    static Map<Long, String> treeOf(ProcessHandle process) {
        return process.descendants()
                .collect(Collectors.toMap(ProcessHandle::pid, Host::words, (a, b) -> a, TreeMap::new));
    }

    static String words(ProcessHandle process) {
        return Commands.run("sh", "-c", "tr '\\0' ' ' </proc/$0/cmdline", Long.toString(process.pid()))
                .out()
                .strip();
    }

    /** The gateway below this {@code exeat}. */
    static ProcessHandle gatewayOf(ProcessHandle exeat) {
        // one look at the processes of a busy machine may miss one
        for (int look = 0; look < 20; look++) {
            var gateway = exeat.descendants()
                    .filter(process -> words(process).contains("GatewayMain"))
                    .findFirst();
            if (gateway.isPresent()) {
                return gateway.get();
            }
            Running.pause(100);
        }
        throw new AssertionError("no gateway below " + exeat.pid() + ": " + treeOf(exeat));
    }

    /** Waits until none of these processes is there any more (a zombie is gone too). */
    static void awaitGone(Map<Long, String> processes) {
        var end = Instant.now().plusSeconds(8);
        while (processes.keySet().stream().anyMatch(Host::exists)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("still there: "
                        + processes.entrySet().stream()
                                .filter(entry -> exists(entry.getKey()))
                                .toList());
            }
            Running.pause(50);
        }
    }

    /** Every process whose environment names this folder, with its command line. */
    static Map<Long, String> processesOf(Path folder) {
        String found = Commands.run("sh", "-c", "grep -las \"$0/\" /proc/[0-9]*/environ", folder.toString())
                .out();
        return found.lines()
                .map(line -> Long.parseLong(line.split("/")[2]))
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .collect(Collectors.toMap(ProcessHandle::pid, Host::words, (a, b) -> a, TreeMap::new));
    }

    private static boolean exists(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return Commands.run("grep", "-q", "^State:.[^ZX]", status.toString()).status() == 0;
    }

    /** A number of kB from a process's status (proc(5)), in MiB; 0 when the process is gone. */
    static long mebibytes(ProcessHandle process, String field) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        var matcher = Pattern.compile(field + ":\\s+(\\d+) kB").matcher(text(status));
        return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024 : 0;
    }

    // a process may be gone, and then its memory is too
    private static String text(Path status) throws IOException {
        try {
            return Files.readString(status);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
