package dev.exeat.engine.jail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * bwrap(1)'s options that build the file system, in the order in which bwrap acts on them, with the picture of the host that they
 * leave. Paths are real ones (no symbolic links in them).
 */
final class Mounts {
    private record Layer(Path path, boolean shown) {}

    private final List<String> arguments = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();

    List<String> arguments() {
        return List.copyOf(arguments);
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
