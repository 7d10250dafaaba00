package dev.exeat.container.workload;

import dev.exeat.engine.jail.Cover;
import dev.exeat.engine.jail.ProjectProtection;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@code --volume} and {@code --socket} into mounts: first what was asked for is checked, then what has to stay read-only or hidden
 * in it is mounted over it. Sources are handed to the engine by their real paths, so that it follows no link that was not judged here.
 */
final class VolumeCheck {
    private static final Path NULL = Path.of("/dev/null");
    private static final Set<String> GIT_FILES = Set.of("config", "config.worktree", "commondir");

    private record Bind(Path real, Volume volume) {}

    private final HostView host;
    private final HostPlaces places;
    private final List<Problem> problems;
    private final List<Bind> binds = new ArrayList<>();
    private final List<Path> opened = new ArrayList<>();
    private final List<Mount> mounts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<Path, ProjectProtection> protections = new LinkedHashMap<>();

    VolumeCheck(HostView host, List<Problem> problems) {
        this.host = host;
        this.places = new HostPlaces(host);
        this.problems = problems;
    }

    /** Judges all of them; afterwards the rest can be asked for. */
    VolumeCheck check(List<String> volumes, List<String> sockets) {
        sockets.forEach(this::socket);
        for (String text : volumes) {
            Parsed<Volume> parsed = Volume.parse(text);
            problems.addAll(parsed.problems());
            if (parsed instanceof Parsed.Ok<Volume>(Volume volume)) {
                volume(volume);
            }
        }
        protect();
        binds.forEach(this::coverIn);
        targets();
        return this;
    }

    List<Mount> mounts() {
        return List.copyOf(mounts);
    }

    /** What the user should know, one sentence each. */
    List<String> notes() {
        return List.copyOf(new LinkedHashSet<>(notes));
    }

    List<Path> opened() {
        return List.copyOf(opened);
    }

    List<ProjectProtection> protections() {
        return List.copyOf(protections.values());
    }

    private void socket(String text) {
        String what = "--socket " + Quoted.of(text);
        @Nullable Path path = path(text);
        @Nullable Path real = path == null ? null : real(path);
        if (path == null || real == null || Files.isRegularFile(real) || Files.isDirectory(real)) {
            problem("socket-missing", what + " is no socket", "name the socket file itself");
            return;
        }
        @Nullable Problem refusal = places.refusal(what, path, real, true);
        if (refusal != null) {
            problems.add(refusal);
        } else if (hasColon(what, real) || hasColon(what, path)) {
            return;
        } else {
            opened.add(real);
            mounts.add(Mount.bind(real, path.normalize(), false));
            notes.add("the workload may use '" + real + "' and whatever listens there does for it");
        }
    }

    private void volume(Volume volume) {
        if (!volume.isBind()) {
            mounts.add(volume.asNamed());
            return;
        }
        String what = "--volume " + Quoted.of(volume.text());
        @Nullable Path path = path(String.valueOf(volume.source()));
        @Nullable Path real = path == null ? null : real(path);
        if (path == null || real == null) {
            problem(
                    "volume-missing",
                    what + " names nothing that exists here",
                    "make it first; an engine would make it as root");
            return;
        }
        @Nullable Problem refusal = places.refusal(what, path, real, volume.readOnly());
        if (refusal != null) {
            problems.add(refusal);
        } else if (!hasColon(what, real) && isFileOrDirectory(what, real) && isNotOfProject(what, volume, real)) {
            binds.add(new Bind(real, volume));
            mounts.add(new Mount(real.toString(), volume.target(), volume.readOnly(), volume.options()));
            note(volume, real);
        }
    }

    private void note(Volume volume, Path real) {
        if (!volume.readOnly()) {
            notes.add("the workload may write to '" + real + "'");
        } else if (Path.of("/etc").startsWith(real) || real.startsWith("/etc")) {
            notes.add("the workload may read '" + real + "', and as root inside also what only root may read");
        }
    }

    private boolean isFileOrDirectory(String what, Path real) {
        if (Files.isDirectory(real) || Files.isRegularFile(real)) {
            return true;
        }
        problem(
                "volume-special",
                what + " is a socket, a pipe or a device",
                "use --socket for a socket; leave the others out");
        return false;
    }

    /** A file that decides what the user runs next, or the next run, is not to be opened by its own name either. */
    private boolean isNotOfProject(String what, Volume volume, Path real) {
        boolean decides = host.covered().stream().map(HostPlaces::real).anyMatch(real::equals)
                || real.endsWith("exeat.yaml")
                || isOfGit(real);
        if (volume.readOnly() || !decides) {
            return true;
        }
        problem(
                "volume-project-file",
                what + " would let the workload change '" + real + "', by which you run what it wrote",
                "add ':ro'");
        return false;
    }

    private static boolean isOfGit(Path real) {
        boolean inGit = false;
        for (Path name : real) {
            if (inGit && name.endsWith("hooks")) {
                return true;
            }
            inGit |= name.endsWith(".git");
        }
        boolean leadsToGit = real.endsWith(".git") && Files.isRegularFile(real);
        return inGit && (leadsToGit || GIT_FILES.contains(String.valueOf(real.getFileName())));
    }

    /** Whatever is written by is protected, by whichever mount it is reached; the present project too, where it lies in one. */
    private void protect() {
        List<Bind> writable =
                binds.stream().filter(bind -> !bind.volume().readOnly()).toList();
        Path present = HostPlaces.real(host.directory());
        Stream.concat(
                        writable.stream().map(Bind::real).filter(Files::isDirectory),
                        Stream.of(present)
                                .filter(directory ->
                                        writable.stream().anyMatch(bind -> directory.startsWith(bind.real()))))
                .distinct()
                .sorted(Comparator.comparingInt(Path::getNameCount))
                .forEach(root -> protections.put(root, ProjectProtection.of(root, host.covered())));
        protections.values().forEach(protection -> {
            problems.addAll(protection.problems());
            notes.addAll(protection.notes());
        });
    }

    private void coverIn(Bind bind) {
        Map<Path, Mount> inside = new LinkedHashMap<>();
        if (!bind.volume().readOnly()) {
            protections.forEach((root, protection) -> {
                if (root.startsWith(bind.real())) {
                    pinWay(bind, root, inside);
                    protection
                            .covers()
                            .forEach(cover -> put(
                                    bind, cover.path(), cover.path(), cover.kind() == Cover.Kind.READ_ONLY, inside));
                }
            });
        } else {
            // a read-only bind mount leaves what is mounted below it writable
            host.mounts().stream()
                    .map(HostView.MountPoint::path)
                    .filter(path -> path.startsWith(bind.real()) && !path.equals(bind.real()))
                    .forEach(path -> put(bind, path, path, true, inside));
        }
        host.sockets().stream()
                .filter(path -> path.startsWith(bind.real()) && !opened.contains(path))
                .forEach(path -> put(bind, NULL, path, true, inside));
        inside.values().stream()
                .sorted(Comparator.comparingInt(mount -> mount.target().getNameCount()))
                .filter(mount -> !hasColon("--volume " + Quoted.of(bind.volume().text()), mount.target()))
                .forEach(mounts::add);
    }

    /** The directories on the way to a project below a bind mount: what is no mount point can be renamed with all that is mounted in it. */
    private static void pinWay(Bind bind, Path root, Map<Path, Mount> inside) {
        for (int names = bind.real().getNameCount() + 1; names <= root.getNameCount(); names++) {
            Path way = Path.of("/").resolve(root.subpath(0, names));
            put(bind, way, way, false, inside);
        }
    }

    private static void put(Bind bind, Path source, Path path, boolean readOnly, Map<Path, Mount> inside) {
        Path target = bind.volume().target().resolve(bind.real().relativize(path));
        @Nullable Mount there = inside.get(target);
        if (there == null || !there.readOnly()) {
            inside.put(target, Mount.bind(source, target, readOnly));
        }
    }

    private void targets() {
        Set<Path> seen = new LinkedHashSet<>();
        for (Mount mount : mounts) {
            if (!seen.add(mount.target())) {
                problem(
                        "volume-target-twice",
                        "two mounts are to be at " + Quoted.of(mount.target().toString()) + " inside",
                        "leave one of them out");
            }
        }
    }

    private boolean hasColon(String what, Path path) {
        boolean colon = path.toString().indexOf(':') >= 0;
        if (colon) {
            problem(
                    "volume-colon",
                    what + " is about " + Quoted.of(path.toString())
                            + ", and an engine would take the colon for its end",
                    "rename it");
        }
        return colon;
    }

    private void problem(String id, String message, String fix) {
        problems.add(new Problem(id, message, fix));
    }

    /** Absolute, but with its links and dots, which the kernel follows in their order. */
    private @Nullable Path path(String text) {
        try {
            return host.directory().toAbsolutePath().resolve(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static @Nullable Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return null;
        }
    }
}
