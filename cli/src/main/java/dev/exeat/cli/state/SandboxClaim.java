package dev.exeat.cli.state;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.console.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The right to run a sandbox of this name, held by a lock of the kernel's (fcntl(2)): it goes with the process, whatever
 * ends it.
 */
public final class SandboxClaim implements AutoCloseable {
    private final SandboxDirectory directory;
    private final FileChannel lock;

    SandboxClaim(SandboxDirectory directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** The folder that is claimed. */
    public SandboxDirectory directory() {
        return directory;
    }

    /** The name that is claimed. */
    public SandboxName name() {
        return directory.name();
    }

    /** Writes down the state, at once and whole. */
    public void write(SandboxState state) {
        directory.write(state);
    }

    /** An empty folder, mode 0700, that {@link #close()} removes. */
    public Path scratch() {
        try {
            SandboxDirectory.removeTree(directory.scratch());
            return Files.createDirectory(
                    directory.scratch(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw scratch(e);
        }
    }

    /** Removes everything of the sandbox, its journal too. */
    void removeAll() throws IOException {
        SandboxDirectory.removeTree(directory.path());
    }

    /** Removes the scratch folder and gives the name back. */
    @Override
    public void close() {
        try (lock) {
            SandboxDirectory.removeTree(directory.scratch());
        } catch (IOException e) {
            throw scratch(e);
        }
    }

    private Failure scratch(IOException cause) {
        return Failure.of(
                "the scratch folder of '" + name() + "' cannot be made or removed: " + Reason.of(cause),
                "look at the owner, the mode and the disk of '" + directory.path() + "'",
                cause);
    }
}
