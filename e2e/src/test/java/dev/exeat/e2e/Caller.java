package dev.exeat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who runs {@code ./exeat}. */
enum Caller {
    ROOT,
    /** Somebody without any privilege. */
    ORDINARY,
    /** An ordinary user who may run containers, see {@link EngineUser}. */
    ENGINE_USER;

    int uid() {
        return switch (this) {
            case ROOT -> 0;
            case ORDINARY -> 65534;
            case ENGINE_USER -> EngineUser.shared().uid();
        };
    }

    int gid() {
        return this == ENGINE_USER ? EngineUser.shared().gid() : uid();
    }

    /** The words before a command that make this caller run it. */
    String[] words() {
        return switch (this) {
            case ROOT -> new String[] {};
            case ORDINARY, ENGINE_USER ->
                new String[] {"setpriv", "--reuid=" + uid(), "--regid=" + gid(), "--clear-groups", "--inh-caps=-all"};
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
        Files.setAttribute(path, "unix:uid", uid());
        Files.setAttribute(path, "unix:gid", gid());
    }
}
