package dev.exeat.engine.jail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * bwrap(1)'s options that build the file system, in the order in which bwrap acts on them, with the picture of the host that they
 * leave. Paths are real ones (no symbolic links in them).
 */
final class Mounts {
    private record Layer(Path path, boolean shown) {}

    private final List<String> arguments = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();
    private final List<Cover> covers = new ArrayList<>();

    List<String> arguments() {
        return List.copyOf(arguments);
    }

    /** What has to stay mounted while the command runs, from the outermost to the innermost. */
    List<Cover> covers() {
        return covers.stream()
                .distinct()
                .sorted(Comparator.comparingInt(cover -> cover.path().getNameCount()))
                .toList();
    }

    /** Notes that what is mounted here, or will be, has to stay. */
    Mounts keep(Path path, Cover.Kind kind) {
        covers.add(new Cover(path, kind));
        return this;
    }

    /** Read-only in a directory that the command can write. */
    Mounts cover(Path path) {
        return readOnly(path).keep(path, Cover.Kind.READ_ONLY);
    }

    /** A mount point in a directory that the command can write, so that it stays where it is. */
    Mounts pin(Path path) {
        return writable(path).keep(path, Cover.Kind.PIN);
    }

    /** Whether the host's file of this real path is seen inside. */
    boolean shows(Path path) {
        boolean shown = false;
        for (Layer layer : layers) {
            if (path.startsWith(layer.path)) {
                shown = layer.shown;
            }
        }
        return shown;
    }

    /** The host's file or directory, with everything mounted below it, read-only. */
    Mounts readOnly(Path path) {
        return shown(path, "--ro-bind");
    }

    /** The host's file or directory, writable as far as its modes allow. */
    Mounts writable(Path path) {
        return shown(path, "--bind");
    }

    /** An empty directory of the sandbox's own, writable, gone with it. */
    Mounts fresh(Path path, String mode) {
        return hidden(path, "--perms", mode, "--tmpfs", path.toString());
    }

    /** An empty directory that nobody can write. */
    Mounts hide(Path path) {
        return hidden(path, "--perms", "0555", "--tmpfs", path.toString(), "--remount-ro", path.toString());
    }

    /** A directory of the host that the command must not see for as long as it runs. */
    Mounts conceal(Path path) {
        return hide(path).keep(path, Cover.Kind.HIDDEN);
    }

    /** A file of the host that cannot be seen: nothing can be read from it, and a socket is none any more. */
    Mounts blank(Path path) {
        return hidden(path, "--ro-bind", "/dev/null", path.toString());
    }

    Mounts directory(Path path, String mode) {
        return option("--perms", mode, "--dir", path.toString());
    }

    Mounts link(String target, Path path) {
        return option("--symlink", target, path.toString());
    }

    /** A read-only file with the content of a descriptor of bwrap's. */
    Mounts data(int descriptor, Path path) {
        return hidden(path, "--perms", "0444", "--ro-bind-data", Integer.toString(descriptor), path.toString());
    }

    Mounts option(String... words) {
        arguments.addAll(List.of(words));
        return this;
    }

    private Mounts shown(Path path, String option) {
        layers.add(new Layer(path, true));
        return option(option, path.toString(), path.toString());
    }

    private Mounts hidden(Path path, String... words) {
        layers.add(new Layer(path, false));
        return option(words);
    }
}
