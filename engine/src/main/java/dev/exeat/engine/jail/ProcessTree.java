package dev.exeat.engine.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who is whose child, by proc(5). */
final class ProcessTree {
    private static final Pattern PROCESS = Pattern.compile("[0-9]+");

    /** clone, vfork and clone3, by their numbers on this machine. */
    private static final Set<String> MAKES_PROCESS =
            "aarch64".equals(System.getProperty("os.arch")) ? Set.of("220", "435") : Set.of("56", "58", "435");

    private ProcessTree() {}

    /** The oldest child of a process. */
    static OptionalInt firstChild(int pid) {
        Path children = Path.of("/proc/" + pid + "/task/" + pid + "/children");
        try {
            String text = Files.readString(children).strip();
            return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.split(" ")[0]));
        } catch (IOException e) {
            // a kernel without CONFIG_PROC_CHILDREN, or the process is gone
            return firstChildByScan(pid);
        }
    }

    /** All descendants of a process. In a PID namespace an orphan is its first process's child, so none is missed. */
    static List<Integer> below(int ancestor) {
        Map<Integer, Integer> parents = new HashMap<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            all.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> PROCESS.matcher(name).matches())
                    .map(Integer::valueOf)
                    .forEach(pid -> parents.put(pid, parentOf(pid)));
        } catch (IOException e) {
            return List.of();
        }
        return parents.keySet().stream()
                .filter(pid -> isBelow(pid, ancestor, parents))
                .toList();
    }

    private static boolean isBelow(int pid, int ancestor, Map<Integer, Integer> parents) {
        int parent = parents.getOrDefault(pid, -1);
        // bounded, since the numbers were read one after the other and may be of different moments
        for (int i = 0; i < parents.size() && parent > 1 && parent != ancestor; i++) {
            parent = parents.getOrDefault(parent, -1);
        }
        return parent == ancestor;
    }

    /** A process and those below it that are found at once, each after its parent; one that is just being made may be missing. */
    static List<Integer> reached(int ancestor) {
        List<Integer> found = new ArrayList<>(List.of(ancestor));
        for (int i = 0; i < found.size(); i++) {
            for (String task : names(Path.of("/proc/" + found.get(i) + "/task"))) {
                Path children = Path.of("/proc/" + found.get(i) + "/task/" + task + "/children");
                try {
                    Stream.of(Files.readString(children).strip().split(" "))
                            .filter(word -> !word.isEmpty())
                            .map(Integer::valueOf)
                            .forEach(found::add);
                } catch (IOException gone) {
                    // it has ended, or the kernel has no such file: those are found by a scan
                }
            }
        }
        return found;
    }

    /**
     * Whether no thread of a process runs, or can run before it gets a signal. A thread that waits for its child of vfork(2) to start a
     * program cannot be stopped, and does nothing until then.
     */
    static boolean isStill(int pid) {
        return names(Path.of("/proc/" + pid + "/task")).stream().allMatch(task -> {
            Path directory = Path.of("/proc/" + pid + "/task/" + task);
            return switch (state(directory)) {
                case 'T', 't', 'Z', 'X' -> true;
                case 'D' -> awaitsChild(directory);
                default -> false;
            };
        });
    }

    private static char state(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return 'X';
        }
    }

    private static boolean awaitsChild(Path task) {
        try {
            return MAKES_PROCESS.contains(
                    Files.readString(task.resolve("syscall")).split(" ")[0]);
        } catch (IOException unknown) {
            return false;
        }
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> String.valueOf(path.getFileName())).toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    private static OptionalInt firstChildByScan(int parent) {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> PROCESS.matcher(name).matches())
                    .mapToInt(Integer::parseInt)
                    .filter(pid -> parentOf(pid) == parent)
                    .min();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    private static int parentOf(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Integer.toString(pid), "stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]);
        } catch (IOException e) {
            return -1;
        }
    }
}
