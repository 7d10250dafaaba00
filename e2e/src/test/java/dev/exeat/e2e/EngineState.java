package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What there is of an engine: its containers (running or not), networks, volumes and images, and all processes of the
 * tests' world, of containers too. Taken before and after, it says what was left behind.
 */
record EngineState(List<String> things, Map<Long, String> processes) {
    private static final List<List<String>> LISTS = List.of(
            List.of("ps", "--all", "--no-trunc", "--format", "container {{.ID}} {{.Names}}"),
            List.of("network", "ls", "--no-trunc", "--format", "network {{.ID}} {{.Name}}"),
            List.of("volume", "ls", "--format", "volume {{.Name}}"),
            List.of("images", "--all", "--no-trunc", "--format", "image {{.ID}} {{.Repository}}:{{.Tag}}"));

    static EngineState of(TestEngine engine) {
        List<String> things = LISTS.stream()
                .flatMap(list -> engine.must(list.toArray(String[]::new)).lines())
                .sorted()
                .toList();
        return new EngineState(things, processesOf(engine.world().folder()));
    }

    /** Waits until nothing is left that was not there before; engines remove some things after they have answered. */
    void awaitNothingNew(TestEngine engine) {
        var end = Instant.now().plusSeconds(15);
        var left = newSince(of(engine));
        while (!left.isEmpty()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("left behind:\n" + String.join("\n", left));
            }
            Running.pause(100);
            left = newSince(of(engine));
        }
    }

    /** What {@code now} has and this state has not. */
    List<String> newSince(EngineState now) {
        var left = new ArrayList<>(now.things);
        left.removeAll(things);
        now.processes.forEach((pid, words) -> {
            if (!processes.containsKey(pid)) {
                left.add("process " + pid + " " + words);
            }
        });
        return left;
    }

    // a container's process names nothing of the world, but the root of its file system lies there
    private static Map<Long, String> processesOf(Path folder) {
        var found = new TreeMap<Long, String>();
        ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid ->
                        mentions(pid, "cmdline", folder) || mentions(pid, "environ", folder) || rootLiesIn(pid, folder))
                .forEach(pid -> found.put(pid, text(pid, "cmdline").replace('\0', ' ')));
        return found;
    }

    /** The processes of containers whose file systems lie in this folder, of whichever engine and user. */
    static List<ProcessHandle> containersIn(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> rootLiesIn(process.pid(), folder))
                .toList();
    }

    private static boolean mentions(long pid, String file, Path folder) {
        return text(pid, file).contains(folder + "/");
    }

    private static boolean rootLiesIn(long pid, Path folder) {
        return Stream.of(text(pid, "mountinfo").split("\n"))
                .anyMatch(line -> line.contains(" / / ") && line.contains(folder + "/"));
    }

    private static String text(long pid, String file) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", Long.toString(pid), file)), UTF_8);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
