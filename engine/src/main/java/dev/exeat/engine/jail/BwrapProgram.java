package dev.exeat.engine.jail;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.Errno;
import dev.exeat.linux.SystemCallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program file of bwrap. The jail's first process runs it, so the command can open it through {@code /proc/1/exe}, past the
 * read-only mounts; a command that owns the file (uid 0 does) could then write it once nobody executes it any more, and the host would
 * run that next time. Such a file is therefore run from a copy in memory.
 */
final class BwrapProgram {
    private BwrapProgram() {}

    /** The copy, or null when the file is safe where it is. */
    static @Nullable Descriptor copy() {
        Path file = find();
        if (!Files.isWritable(file) && UserId.own() != 0) {
            return null;
        }
        try {
            return Descriptors.memory("bwrap", Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
                .map(directory -> Path.of(directory, "bwrap"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new SystemCallException("bwrap", Errno.ENOENT));
    }
}
