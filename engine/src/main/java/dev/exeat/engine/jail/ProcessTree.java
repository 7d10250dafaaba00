package dev.exeat.engine.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who is whose child, by proc(5). */
final class ProcessTree {
    private static final Pattern PROCESS = Pattern.compile("[0-9]+");

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
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> PROCESS.matcher(name).matches())
                    .map(Integer::valueOf)
                    .filter(pid -> isBelow(pid, ancestor))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean isBelow(int pid, int ancestor) {
        int parent = parentOf(pid);
        while (parent > 1 && parent != ancestor) {
            parent = parentOf(parent);
        }
        return parent == ancestor;
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
