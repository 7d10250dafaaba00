package dev.exeat.engine.jail;

import dev.exeat.policy.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Keeps single files read-only in directories that are writable. The directories on the way to one become mount points too, since what is
 * none can be renamed and replaced together with what is mounted in it.
 */
final class FileCovers {
    private FileCovers() {}

    /** What cannot be covered: a file that is reached through a link which the command could replace. */
    static Optional<Problem> problem(Path file, List<Path> roots) {
        Path path = file.toAbsolutePath().normalize();
        for (Path part = path; part != null; part = part.getParent()) {
            if (Files.isSymbolicLink(part) && isWritable(part, roots)) {
                return Optional.of(new Problem(
                        "jail-policy-link",
                        "'" + file + "' is reached through the symbolic link '" + part
                                + "', which the command could replace",
                        "name the file itself, or keep it where the command cannot write"));
            }
        }
        return Optional.empty();
    }

    /** What cannot be covered: a file, given by its real path, that can be written by another name of it. */
    static Optional<Problem> linked(Path file, List<Path> roots) {
        if (roots.stream().noneMatch(file::startsWith) || names(file) < 2) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                "jail-cover-link",
                "'" + file + "' has another name, which the command could write",
                "copy it to a file of its own"));
    }

    /** How many hard links a file has; a directory, and what is not there, has no name that could be written instead. */
    static int names(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                    : 1;
        } catch (IOException gone) {
            return 1;
        }
    }

    private static boolean isWritable(Path link, List<Path> roots) {
        Path parent = link.getParent();
        try {
            Path real = parent == null ? link : parent.toRealPath();
            return roots.stream().anyMatch(real::startsWith);
        } catch (IOException e) {
            return true;
        }
    }

    /** Adds the covers of a file, given by its real path. */
    static void addTo(Mounts mounts, Path file, List<Path> roots) {
        Optional<Path> root = roots.stream().filter(file::startsWith).findFirst();
        if (root.isEmpty()) {
            return;
        }
        for (int names = root.get().getNameCount() + 1; names < file.getNameCount(); names++) {
            mounts.pin(Path.of("/").resolve(file.subpath(0, names)));
        }
        mounts.cover(file);
    }
}
