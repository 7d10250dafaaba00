package dev.exeat.engine.jail;

import dev.exeat.policy.Problem;
import java.io.IOException;
import java.nio.file.Files;
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
            mounts.writable(Path.of("/").resolve(file.subpath(0, names)));
        }
        mounts.readOnly(file);
    }
}
