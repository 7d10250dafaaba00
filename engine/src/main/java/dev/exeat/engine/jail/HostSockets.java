package dev.exeat.engine.jail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The path sockets that processes of the host have bound, unix(7). A path socket belongs to the file system, not to a network
 * namespace, and a read-only mount does not keep anybody from connecting to it.
 */
public final class HostSockets {
    private static final Pattern PROCESS = Pattern.compile("[0-9]+");
    private static final int PATH_COLUMN = 7;
    private static final int COLUMNS = 8;

    private HostSockets() {}

    /** Real paths of the bound sockets of every network namespace that this user may look into. */
    public static List<Path> bound() {
        return bound("");
    }

    /**
     * The host's sockets that a process in a jail could connect to now: those whose very file it sees.
     *
     * @param pid any process of the jail, as this process sees it
     * @param opened what {@code --socket} opened on purpose
     */
    public static List<Path> visibleIn(long pid, List<Path> opened) {
        Path root = Path.of("/proc", Long.toString(pid), "root");
        String own = namespace(Path.of("/proc", Long.toString(pid)));
        return bound(own).stream()
                .filter(path -> !opened.contains(path))
                .filter(path -> isSame(path, root.resolve(path.toString().substring(1))))
                .toList();
    }

    private static List<Path> bound(String exceptNamespace) {
        List<Path> processes = processes();
        Map<String, Path> namespaces = new HashMap<>();
        for (Path process : processes) {
            namespaces.putIfAbsent(namespace(process), process);
        }
        namespaces.remove("");
        namespaces.remove(exceptNamespace);
        Set<String> names = new LinkedHashSet<>();
        namespaces.values().forEach(process -> names.addAll(names(process.resolve("net/unix"))));
        return names.stream()
                .flatMap(name -> candidates(name, processes))
                .flatMap(path -> Stream.ofNullable(realSocket(path)))
                .distinct()
                .toList();
    }

    /** A name that is not absolute is relative to the directory that the server had then, most likely the one it has now. */
    private static Stream<Path> candidates(String name, List<Path> processes) {
        if (name.startsWith("/")) {
            return Stream.of(Path.of(name));
        }
        return processes.stream().map(process -> process.resolve("cwd").resolve(name));
    }

    private static @Nullable Path realSocket(Path path) {
        try {
            Path real = path.toRealPath();
            return Files.readAttributes(real, BasicFileAttributes.class).isOther() ? real : null;
        } catch (IOException | SecurityException e) {
            return null;
        }
    }

    private static List<String> names(Path table) {
        List<String> names = new ArrayList<>();
        try {
            // names are bytes; one that is no UTF-8 can't be a Path here
            for (String line : Files.readAllLines(table, StandardCharsets.UTF_8)) {
                String[] columns = line.split(" +", COLUMNS);
                if (columns.length == COLUMNS && !columns[PATH_COLUMN].startsWith("@") && columns[0].endsWith(":")) {
                    names.add(columns[PATH_COLUMN]);
                }
            }
        } catch (IOException e) {
            // the process has ended, or is another user's
        }
        return names;
    }

    private static String namespace(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/net")).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Path> processes() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path ->
                            PROCESS.matcher(String.valueOf(path.getFileName())).matches())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSame(Path outside, Path inside) {
        try {
            return Files.readAttributes(outside, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS)
                    .equals(Files.readAttributes(inside, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return false;
        }
    }
}
