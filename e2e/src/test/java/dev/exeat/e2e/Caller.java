package dev.exeat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who runs {@code ./exeat}: root, or an ordinary user without any privilege. */
enum Caller {
    ROOT(0),
    ORDINARY(65534);

    private final int uid;

    Caller(int uid) {
        this.uid = uid;
    }

    int uid() {
        return uid;
    }

    /** The words before a command that make this caller run it. */
    String[] words() {
        return switch (this) {
            case ROOT -> new String[] {};
            case ORDINARY ->
                new String[] {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all"};
        };
    }

    /** A new folder of this caller's own below {@code parent}. */
    Path folder(Path parent, String name) {
        try {
            Path folder = Files.createDirectories(parent.resolve(name));
            own(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void own(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", uid);
        Files.setAttribute(path, "unix:gid", uid);
    }
}
