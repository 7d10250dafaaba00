package dev.exeat.engine.jail;

import dev.exeat.policy.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How much of a directory a command gets: decided for the working directory and for what {@code --writable} names. */
sealed interface Access {
    /** It is writable, but for the covers of a project. */
    record Writable() implements Access {}

    /** It stays as it is anyway: read-only, or one of the sandbox's own directories. */
    record Unchanged(String note) implements Access {}

    /** It cannot be. */
    record Refused(Problem problem) implements Access {}

    /** Directories that hold programs and configuration of the whole system. */
    Set<Path> SYSTEM = Stream.of(
                    "/etc", "/usr", "/boot", "/bin", "/sbin", "/lib", "/lib64", "/dev", "/proc", "/sys", "/nix")
            .map(Path::of)
            .collect(Collectors.toUnmodifiableSet());

    /** Directories in which every entry is somebody else's. */
    Set<Path> SHARED = Stream.of("/var", "/var/lib", "/home", "/opt", "/srv", "/mnt", "/media", "/root")
            .map(Path::of)
            .collect(Collectors.toUnmodifiableSet());

    /** What the working directory is, by its real path. A directory that is too much is not an error: commands are run from anywhere. */
    static Access ofWorkdir(Path real, JailSpec.Places places) {
        String quoted = "working directory '" + real + "'";
        if (real.startsWith(places.state()) || real.startsWith(places.configuration())) {
            return new Refused(new Problem(
                    "jail-workdir-protected",
                    quoted + " belongs to Exeat itself",
                    "change to another directory, or give one with --workdir"));
        }
        if (PrivateDirectories.isRoot(real)) {
            return new Unchanged(quoted + " is the sandbox's own, empty and gone at the end");
        }
        if (real.startsWith(places.installation())) {
            return new Unchanged(quoted + " stays read-only: it belongs to Exeat's installation");
        }
        for (Path inside : protectedPlaces(places)) {
            if (inside.startsWith(real)) {
                return new Unchanged(quoted + " stays read-only: it contains '" + inside + "'");
            }
        }
        if (SHARED.contains(real) || SYSTEM.stream().anyMatch(real::startsWith)) {
            return new Unchanged(quoted + " stays read-only: it belongs to the system");
        }
        return new Writable();
    }

    /** What {@code --writable} names, by its real path: asked for by name, so the system's own directories are the user's choice. */
    static Access ofWritable(Path real, JailSpec.Places places) {
        for (Path inside : protectedPlaces(places)) {
            // also what merely contains one: its parents could be renamed and made anew, with other rules
            if (inside.startsWith(real) || (!inside.equals(places.home()) && real.startsWith(inside))) {
                return new Refused(new Problem(
                        "jail-writable-protected",
                        "--writable '" + real + "' would open '" + inside + "'",
                        "name a directory that neither contains it nor lies in it"));
            }
        }
        return new Writable();
    }

    private static List<Path> protectedPlaces(JailSpec.Places places) {
        return List.of(places.state(), places.configuration(), places.installation(), places.home());
    }
}
