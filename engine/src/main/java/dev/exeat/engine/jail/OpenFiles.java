package dev.exeat.engine.jail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the processes of a jail have in their hands, by proc(5). A descriptor that was opened while a cover was off leads round the cover
 * for ever, in whatever mode it was opened: it can be opened again for writing by its name in {@code /proc/self/fd}.
 */
final class OpenFiles {
    /** Descriptors that were sent over a Unix socket and not received yet. */
    private static final Pattern IN_FLIGHT = Pattern.compile("^scm_fds:\\s*(\\d+)$", Pattern.MULTILINE);

    private static final int MOST_FILES = 10_000;

    private final Path namespace;
    private final Set<Object> files = new HashSet<>();
    private final boolean bounded;

    private OpenFiles(Path namespace, boolean bounded) {
        this.namespace = namespace;
        this.bounded = bounded;
    }

    /**
     * How processes of a jail could still reach a file, or a directory and what is in it, once it is covered again.
     *
     * @param first the first process of the jail, in whose mount namespace it is covered
     * @param processes all of them, stopped
     * @return what was seen, as the end of a sentence about the command; empty when there is no way
     */
    static Optional<String> waysTo(Path path, int first, List<Integer> processes) {
        OpenFiles open = of(path, first);
        return open.bounded
                ? processes.stream().flatMap(open::waysOf).findFirst()
                : Optional.of("may have it open: there are too many files in it to tell");
    }

    private static OpenFiles of(Path path, int first) {
        try (Stream<Path> tree = Files.walk(path)) {
            List<Path> all = tree.limit(MOST_FILES + 1L).toList();
            OpenFiles open = new OpenFiles(mountNamespace(Path.of("/proc/" + first)), all.size() <= MOST_FILES);
            for (Path each : all) {
                open.files.add(key(each, LinkOption.NOFOLLOW_LINKS));
            }
            return open;
        } catch (IOException | UncheckedIOException changing) {
            return new OpenFiles(path, false);
        }
    }

    private Stream<String> waysOf(int process) {
        return entries(Path.of("/proc/" + process + "/task")).stream().flatMap(this::waysOfThread);
    }

    private Stream<String> waysOfThread(Path task) {
        if (!mountNamespace(task).equals(namespace)) {
            return isAlive(task)
                    ? Stream.of("has a mount namespace of its own, where it cannot be covered again")
                    : Stream.empty();
        }
        return Stream.concat(Stream.of(task.resolve("cwd"), task.resolve("root")), entries(task.resolve("fd")).stream())
                .flatMap(link -> wayOf(task, link).stream());
    }

    private Optional<String> wayOf(Path task, Path link) {
        try {
            if (files.contains(key(link))) {
                return Optional.of("has it open");
            }
            String target = Files.readSymbolicLink(link).toString();
            if (target.startsWith("mnt:") && !target.equals(namespace.toString())) {
                return Optional.of("holds another mount namespace, where it cannot be covered again");
            }
            return target.startsWith("socket:") && carriesFiles(task, link)
                    ? Optional.of("may have it open: a file is on the way from one process to another")
                    : Optional.empty();
        } catch (IOException closed) {
            // an ended process: a stopped one closes nothing
            return Optional.empty();
        }
    }

    private static boolean carriesFiles(Path task, Path link) throws IOException {
        Matcher inFlight =
                IN_FLIGHT.matcher(Files.readString(task.resolve("fdinfo").resolve(String.valueOf(link.getFileName()))));
        return inFlight.find() && !inFlight.group(1).equals("0");
    }

    private static Object key(Path path, LinkOption... options) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(path, BasicFileAttributes.class, options).fileKey());
    }

    private static Path mountNamespace(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/mnt"));
        } catch (IOException ended) {
            return Path.of("");
        }
    }

    /** A thread that ended, and that nobody has waited for, has no files any more. */
    private static boolean isAlive(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException gone) {
            return false;
        }
    }

    private static List<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException gone) {
            return List.of();
        }
    }
}
