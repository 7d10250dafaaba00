package dev.exeat.engine.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What stays read-only in a writable directory because the <em>user</em> would run it afterwards, outside: the hooks and the
 * configuration of git, and Exeat's project file.
 *
 * <p>{@code .git} itself becomes a mount point, so that it can't be renamed and replaced. What can't be covered: a repository that the
 * command makes itself, submodules and other repositories further down, and a {@code .git} that is a symbolic link.
 */
final class ProjectCovers {
    private static final String PROJECT_FILE = "exeat.yaml";

    private ProjectCovers() {}

    /** Adds the covers of a writable directory; the notes tell what could not be covered, or more than was asked for. */
    static List<String> addTo(Mounts mounts, Path directory) {
        List<String> notes = new ArrayList<>();
        coverRepository(mounts, directory, notes);
        Path project = directory.resolve(PROJECT_FILE);
        if (Files.isRegularFile(project, LinkOption.NOFOLLOW_LINKS)) {
            mounts.cover(project);
        }
        return notes;
    }

    /** The single files that are covered in a writable directory, where they are there. */
    static Stream<Path> files(Path directory) {
        return Stream.of(PROJECT_FILE, ".git", ".git/config", ".git/config.worktree", "config")
                .filter(name -> !name.equals("config") || isGitDirectory(directory))
                .map(directory::resolve);
    }

    private static void coverRepository(Mounts mounts, Path directory, List<String> notes) {
        Path git = directory.resolve(".git");
        if (Files.isSymbolicLink(git)) {
            notes.add("'" + git + "' is a symbolic link, which the command can replace");
        } else if (Files.isRegularFile(git)) {
            // a worktree or submodule: the file names the git directory, whose hooks would be run
            mounts.cover(git);
            notes.add("the git directory that '" + git + "' names stays read-only unless --writable opens it");
        } else if (Files.isDirectory(git)) {
            coverGitDirectory(mounts, git, notes);
        } else if (isGitDirectory(directory)) {
            coverHooksAndConfiguration(mounts, directory, notes);
        }
    }

    private static void coverGitDirectory(Mounts mounts, Path git, List<String> notes) {
        mounts.pin(git);
        coverHooksAndConfiguration(mounts, git, notes);
    }

    private static void coverHooksAndConfiguration(Mounts mounts, Path git, List<String> notes) {
        Path hooks = git.resolve("hooks");
        Path configuration = git.resolve("config");
        if (Files.isSymbolicLink(hooks) || Files.isSymbolicLink(configuration)) {
            mounts.cover(git);
            notes.add("'" + git
                    + "' stays read-only: its hooks or config is a symbolic link, which the command could replace");
            return;
        }
        if (Files.isDirectory(hooks)) {
            mounts.cover(hooks);
        } else {
            mounts.hide(hooks).keep(hooks, Cover.Kind.READ_ONLY);
        }
        coverFile(mounts, configuration);
        Path common = git.resolve("commondir");
        if (Files.exists(common, LinkOption.NOFOLLOW_LINKS)) {
            mounts.cover(common);
        }
        coverWorktrees(mounts, git.resolve("worktrees"));
        Path perWorktree = git.resolve("config.worktree");
        if (Files.exists(perWorktree) || mentionsWorktreeConfiguration(configuration)) {
            coverFile(mounts, perWorktree);
        }
    }

    /** Linked worktrees: each has a file that says where configuration and hooks are. A mount point cannot be renamed and replaced. */
    private static void coverWorktrees(Mounts mounts, Path worktrees) {
        if (!Files.isDirectory(worktrees, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        mounts.pin(worktrees);
        for (Path worktree : entries(worktrees)) {
            Path common = worktree.resolve("commondir");
            if (Files.isDirectory(worktree, LinkOption.NOFOLLOW_LINKS)
                    && Files.isRegularFile(common, LinkOption.NOFOLLOW_LINKS)) {
                mounts.pin(worktree).cover(common);
            }
        }
    }

    private static List<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The git directories of a writable directory that {@link RepositoryGuard} is to watch. */
    static Stream<Path> guarded(Path directory) {
        Path git = directory.resolve(".git");
        return Stream.of(git, directory)
                .filter(path -> path.equals(git) ? Files.isDirectory(path) : isGitDirectory(path))
                .filter(path -> Files.notExists(path.resolve("commondir"), LinkOption.NOFOLLOW_LINKS));
    }

    private static void coverFile(Mounts mounts, Path file) {
        if (Files.exists(file)) {
            mounts.cover(file);
        } else {
            mounts.blank(file).keep(file, Cover.Kind.READ_ONLY);
        }
    }

    private static boolean isGitDirectory(Path directory) {
        return Files.isRegularFile(directory.resolve("HEAD"))
                && Files.isDirectory(directory.resolve("objects"))
                && Files.isDirectory(directory.resolve("refs"));
    }

    private static boolean mentionsWorktreeConfiguration(Path configuration) {
        try {
            return Files.readString(configuration).toLowerCase(Locale.ROOT).contains("worktreeconfig");
        } catch (IOException e) {
            return false;
        }
    }
}
