package dev.exeat.engine.jail;

import dev.exeat.policy.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stays read-only in a directory that a workload can write, for an engine that mounts by itself: the same files as in a jail.
 *
 * @param covers what has to be mounted over the directory, from the outermost to the innermost
 * @param repositories git directories that the workload can write
 * @param notes what could not be covered, or more than was asked for
 * @param problems what makes the directory unfit to be writable
 */
public record ProjectProtection(
        List<Cover> covers, List<Path> repositories, List<String> notes, List<Problem> problems) {
    public ProjectProtection {
        covers = List.copyOf(covers);
        repositories = List.copyOf(repositories);
        notes = List.copyOf(notes);
        problems = List.copyOf(problems);
    }

    /**
     * Looks into a directory.
     *
     * @param directory its real path
     * @param covered files that the next run would be decided by; those elsewhere are left alone
     */
    public static ProjectProtection of(Path directory, List<Path> covered) {
        List<Path> roots = List.of(directory);
        Mounts mounts = new Mounts();
        List<String> notes = ProjectCovers.addTo(mounts, directory);
        List<Path> real = covered.stream().flatMap(file -> real(file).stream()).toList();
        real.forEach(file -> FileCovers.addTo(mounts, file, roots));
        List<Problem> problems = Stream.concat(
                        covered.stream().map(file -> FileCovers.problem(file, roots)),
                        Stream.concat(real.stream(), ProjectCovers.files(directory))
                                .distinct()
                                .map(file -> FileCovers.linked(file, roots)))
                .flatMap(Optional::stream)
                .toList();
        return new ProjectProtection(
                mounts.covers(), ProjectCovers.guarded(directory).toList(), notes, problems);
    }

    /**
     * Makes what is to be covered and is not there, as the caller: an engine would make it as root.
     *
     * @throws IOException when that cannot be made
     */
    public void makeMissing() throws IOException {
        for (Cover cover : covers) {
            if (Files.notExists(cover.path(), LinkOption.NOFOLLOW_LINKS)) {
                if (cover.path().endsWith("hooks")) {
                    Files.createDirectory(cover.path());
                } else {
                    Files.createFile(cover.path());
                }
            }
        }
    }

    private static Optional<Path> real(Path file) {
        try {
            return Optional.of(file.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
