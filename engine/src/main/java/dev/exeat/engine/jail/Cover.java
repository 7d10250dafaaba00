package dev.exeat.engine.jail;

import java.nio.file.Path;

/**
 * A mount that keeps something from the command.
 *
 * @param path the real path, the same inside and outside
 */
public record Cover(Path path, Kind kind) {
    /** What the mount is there for. */
    public enum Kind {
        /** What the command may write: the covers lie below it. */
        ROOT,
        /** Writable, and a mount point so that it cannot be renamed together with what is covered in it. */
        PIN,
        /** Read-only in a directory that the command can write. */
        READ_ONLY,
        /** A directory that the command cannot see. */
        HIDDEN
    }
}
