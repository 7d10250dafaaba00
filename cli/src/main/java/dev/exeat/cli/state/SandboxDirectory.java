package dev.exeat.cli.state;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.console.Reason;
import dev.exeat.cli.json.JsonReader;
import dev.exeat.cli.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of one sandbox: {@code state.json}, the policy, the journal, {@code lock} (held while it runs) and {@code run} (what
 * lives only as long as the run).
 */
public record SandboxDirectory(Path path, SandboxName name) {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final long LONGEST_STATE = 1 << 16;

    /** The journal of decisions: in the gateway's own folder where the gateway is a container. */
    public Path journal() {
        Path ofContainer = gateway().resolve("audit.jsonl");
        return Files.isRegularFile(ofContainer, LinkOption.NOFOLLOW_LINKS) ? ofContainer : path.resolve("audit.jsonl");
    }

    /** The only folder that a gateway in a container sees of this one. */
    public Path gateway() {
        return path.resolve("gateway");
    }

    /**
     * The journal, which is there.
     *
     * @throws Failure if there is none
     */
    public Path requireJournal() {
        if (Files.notExists(journal())) {
            throw Failure.of(
                    "the sandbox '" + name + "' has no journal",
                    "one that failed before its start writes none: see 'exeat ls', and run it again");
        }
        return journal();
    }

    /** Scratch of a run, removed with it. */
    public Path scratch() {
        return path.resolve("run");
    }

    boolean exists() {
        return Files.exists(path);
    }

    boolean hasState() {
        return state().isPresent();
    }

    Instant startedOrNever() {
        return state().map(SandboxState::started).orElse(Instant.MIN);
    }

    /** What is known of it; empty if there is nothing, or nothing that can be read. */
    public Optional<SandboxState> state() {
        Path file = path.resolve("state.json");
        try {
            if (Files.size(file) > LONGEST_STATE) {
                return Optional.empty();
            }
            SandboxState state = SandboxState.ofJson(JsonReader.object(Files.readString(file)));
            return Optional.of(state).filter(s -> s.name().equals(name));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /** Writes the state, at once and whole. */
    void write(SandboxState state) {
        writeWhole("state.json", JsonText.of(state.toJson()) + "\n");
    }

    /** Writes a file of the folder so that a reader, or a crash, finds the old one or the new one and never half of it. */
    public void writeWhole(String name, String text) {
        try {
            Path fresh = path.resolve(name + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PRIVATE_FILE);
            Files.writeString(fresh, text);
            Files.move(fresh, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Failure.of(
                    "'" + name + "' of '" + this.name + "' cannot be written: " + Reason.of(e),
                    "look at the owner, the mode and the disk of '" + path + "'",
                    e);
        }
    }

    /**
     * Keeps what a file of the user's held before it was replaced.
     *
     * @return where it is; readable for the owner alone
     */
    public Path keepReplaced(Path file, byte[] content) {
        Path folder = path.resolve("replaced");
        Path copy =
                folder.resolve(file.toString().substring(1).replace("%", "%25").replace("/", "%2F"));
        try {
            if (Files.notExists(folder)) {
                Files.createDirectory(folder, PRIVATE_FOLDER);
            }
            Files.deleteIfExists(copy);
            Files.write(Files.createFile(copy, PRIVATE_FILE), content);
            return copy;
        } catch (IOException e) {
            throw Failure.of("'" + copy + "' cannot be written: " + e, "look at the disk of '" + path + "'", e);
        }
    }

    /** Takes the sandbox for this process; empty while another one has it. The folder is made if need be. */
    Optional<SandboxClaim> claim() {
        try {
            Files.createDirectories(path, PRIVATE_FOLDER);
            Path lockFile = path.resolve("lock");
            FileChannel channel = FileChannel.open(
                    lockFile, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PRIVATE_FILE);
            Optional<SandboxClaim> claim = lock(channel)
                    .filter(_ -> Files.exists(lockFile)) // else it was removed together with the folder just now
                    .map(_ -> new SandboxClaim(this, channel));
            if (claim.isEmpty()) {
                channel.close();
            }
            return claim;
        } catch (IOException e) {
            throw Failure.of(
                    "the folder '" + path + "' cannot be used: " + Reason.of(e),
                    "look at its owner, its mode and its disk",
                    e);
        }
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty();
        }
    }

    /** What its files hold, as far as that can be seen. */
    long bytes() {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException _) {
            // it is being removed
            return 0;
        }
    }

    /** Removes a folder and all that is in it, following no link. */
    static void removeTree(Path folder) throws IOException {
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
