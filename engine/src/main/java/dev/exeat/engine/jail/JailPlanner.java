package dev.exeat.engine.jail;

import dev.exeat.policy.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns a {@link JailSpec} into a {@link JailPlan}: first what the user asked for is checked, then layer is put upon layer. */
final class JailPlanner {
    private static final int LINKS = 40;

    private final JailSpec spec;
    private final JailSpec.Places places;
    private final Path workdir;
    private final Access workdirAccess;
    private final List<Path> roots = new ArrayList<>();
    private final List<Path> sockets = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Mounts mounts = new Mounts();

    JailPlanner(JailSpec spec) {
        this.spec = spec;
        this.places = new JailSpec.Places(
                realOrAbsolute(spec.places().state()),
                realOrAbsolute(spec.places().configuration()),
                realOrAbsolute(spec.places().installation()),
                realOrAbsolute(spec.places().home()));
        this.workdir = realOrAbsolute(spec.workdir());
        this.workdirAccess = Access.ofWorkdir(workdir, places);
        checkWorkdir();
        spec.writable().forEach(this::checkWritable);
        spec.sockets().forEach(this::checkSocket);
        spec.covered().forEach(file -> FileCovers.problem(file, roots).ifPresent(problems::add));
        checkNames();
    }

    private void checkNames() {
        Stream.concat(
                        spec.covered().stream().map(JailPlanner::realOrAbsolute),
                        roots.stream().flatMap(ProjectCovers::files))
                .distinct()
                .forEach(file -> FileCovers.linked(file, roots).ifPresent(problems::add));
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    private void checkWorkdir() {
        switch (workdirAccess) {
            case Access.Writable() -> roots.add(workdir);
            case Access.Unchanged(String note) -> notes.add(note);
            case Access.Refused(Problem problem) -> problems.add(problem);
        }
        if (!Files.isDirectory(workdir)) {
            problems.add(new Problem(
                    "jail-workdir-missing",
                    "working directory '" + spec.workdir() + "' is not a directory",
                    "give an existing one with --workdir"));
        }
    }

    private void checkWritable(Path path) {
        Path real = real(path);
        if (real == null) {
            problems.add(new Problem(
                    "jail-writable-missing",
                    "--writable '" + path + "' does not exist",
                    "create it first, or leave it out"));
            return;
        }
        switch (Access.ofWritable(real, places)) {
            case Access.Writable _, Access.Unchanged _ -> {
                roots.add(real);
                notes.add("the command may write to '" + real + "'");
            }
            case Access.Refused(Problem problem) -> problems.add(problem);
        }
    }

    private void checkSocket(Path path) {
        Path real = real(path);
        if (real == null || Files.isRegularFile(real) || Files.isDirectory(real)) {
            problems.add(new Problem(
                    "jail-socket-missing",
                    "--socket '" + path + "' is not a socket",
                    "name the path of a listening Unix socket"));
        } else if (real.startsWith(places.state())) {
            problems.add(new Problem(
                    "jail-socket-protected",
                    "--socket '" + path + "' belongs to Exeat itself",
                    "name the path of another service's socket"));
        } else {
            sockets.add(real);
            notes.add("the command may use '" + real + "' and whatever listens there does for it");
        }
    }

    /** The command itself, a program of the PATH, or a wrapper in the working directory. */
    private boolean finds(String program) {
        return Path.of(spec.command().getFirst()).endsWith(program)
                || Files.isExecutable(workdir.resolve(program))
                || CommandLookup.failure(program, spec.environment(), workdir).isEmpty();
    }

    JailPlan plan() {
        Path runtimeDirectory = Path.of("/run/user", Integer.toString(UserId.own()));
        base(runtimeDirectory);
        if (PrivateDirectories.isPrivate(places.home())
                && !PrivateDirectories.isRoot(places.home())
                && Files.isDirectory(places.home())) {
            mounts.readOnly(places.home());
        }
        PrivateDirectories.hideSecrets(mounts, places.home());
        FirstUse.prepare(places.home(), this::finds);
        Caches.addTo(mounts, places.home());
        roots.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Path::getNameCount))
                .forEach(root -> mounts.writable(root).keep(root, Cover.Kind.ROOT));
        roots.stream()
                .distinct()
                .filter(Files::isDirectory)
                .forEach(root -> notes.addAll(ProjectCovers.addTo(mounts, root)));
        spec.covered().stream()
                .map(JailPlanner::realOrAbsolute)
                .filter(mounts::shows)
                .forEach(file -> FileCovers.addTo(mounts, file, roots));
        if (!mounts.shows(workdir) && !PrivateDirectories.isRoot(workdir)) {
            mounts.readOnly(workdir);
        }
        hideExeat();
        sockets.forEach(mounts::writable);
        data(Path.of("/etc/resolv.conf"), JailPlan.RESOLV_CONF);
        data(Path.of("/etc/hosts"), JailPlan.HOSTS);
        Path start = startDirectory();
        Map<String, String> environment = JailEnvironment.of(spec, start, runtimeDirectory, this::isWritable);
        List<Path> repositories =
                roots.stream().distinct().flatMap(ProjectCovers::guarded).toList();
        return new JailPlan(
                mounts.arguments(),
                environment,
                start,
                spec.command(),
                notes,
                sockets,
                repositories,
                mounts.covers(),
                spec.names());
    }

    private void base(Path runtimeDirectory) {
        mounts.readOnly(Path.of("/")).option("--dev", "/dev", "--proc", "/proc");
        if (UserId.own() == 0) {
            KernelCovers.addTo(mounts);
        }
        PrivateDirectories.addTo(mounts, runtimeDirectory);
        String former = spec.environment().get("XDG_RUNTIME_DIR");
        Path formerPath = former == null ? null : real(Path.of(former));
        if (formerPath != null && !PrivateDirectories.isPrivate(formerPath) && formerPath.getNameCount() > 1) {
            mounts.hide(formerPath);
        }
    }

    private void hideExeat() {
        for (Path own : List.of(places.state(), places.configuration())) {
            if (Files.isDirectory(own)) {
                mounts.conceal(own);
            }
        }
        if (workdir.startsWith(places.installation())) {
            mounts.readOnly(places.installation());
        } else if (Files.isDirectory(places.installation())) {
            mounts.conceal(places.installation());
        }
    }

    private boolean isWritable(Path path) {
        return roots.stream().anyMatch(path::startsWith);
    }

    /** The name that the caller uses for it, unless a link in it is in a directory that is the sandbox's own. */
    private Path startDirectory() {
        return PrivateDirectories.isPrivate(spec.workdir()) ? workdir : spec.workdir();
    }

    /** A file of the system with a content of ours; where it is a link into a directory of the sandbox's own, its target is made. */
    private void data(Path file, int descriptor) {
        Path target = followLinks(file);
        if (Files.exists(target) || PrivateDirectories.isPrivate(target)) {
            mounts.data(descriptor, target);
        } else {
            notes.add("'" + file + "' does not exist and cannot be made in the sandbox");
            mounts.data(descriptor, Path.of("/run/exeat").resolve(String.valueOf(file.getFileName())));
        }
    }

    private static Path followLinks(Path file) {
        Path path = file;
        try {
            for (int links = 0; links < LINKS && Files.isSymbolicLink(path); links++) {
                path = path.resolveSibling(Files.readSymbolicLink(path)).normalize();
            }
            Path parent = path.getParent();
            return parent != null && Files.isDirectory(parent)
                    ? parent.toRealPath().resolve(String.valueOf(path.getFileName()))
                    : path;
        } catch (IOException e) {
            return path;
        }
    }

    private static @Nullable Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return null;
        }
    }

    /** The real path; for what does not exist, that of the part that does. */
    private static Path realOrAbsolute(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path real = real(absolute);
        if (real != null || Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            return real == null ? absolute : real;
        }
        Path parent = absolute.getParent();
        return parent == null ? absolute : realOrAbsolute(parent).resolve(String.valueOf(absolute.getFileName()));
    }
}
