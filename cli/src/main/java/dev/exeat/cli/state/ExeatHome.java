package dev.exeat.cli.state;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.console.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** {@code $EXEAT_HOME}: the control plane on disk, which only its owner may touch. */
public final class ExeatHome {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private static final int TRIED_BYTES = 4096;

    private final Path path;

    private ExeatHome(Path path) {
        this.path = path;
    }

    /** The home that the environment names, by default {@code ~/.exeat}. */
    public static Path pathOf(Map<String, String> environment) {
        String named = environment.getOrDefault("EXEAT_HOME", "");
        if (!named.isEmpty()) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(home, ".exeat").toAbsolutePath().normalize();
    }

    /**
     * Opens the home, made with mode 0700 if it is not there.
     *
     * @throws Failure if it cannot be made, belongs to somebody else, or others may write to it
     */
    public static ExeatHome open(Path path) {
        try {
            if (Files.notExists(path)) {
                createPrivate(path);
            }
            Path real = path.toRealPath();
            if (!Files.isDirectory(real)) {
                throw new NotDirectoryException(real.toString());
            }
            check(real);
            createPrivate(real.resolve("sandboxes"));
            return new ExeatHome(real);
        } catch (IOException e) {
            throw Failure.of(
                    "the home '" + path + "' cannot be used: " + Reason.of(e),
                    "make it a folder of yours that can be written, or set EXEAT_HOME to another place",
                    e);
        }
    }

    private static void check(Path home) throws IOException {
        int owner = (Integer) Files.getAttribute(home, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (owner != ownUid()) {
            throw Failure.of(
                    "the home '" + home + "' belongs to uid " + owner + ", and this is uid " + ownUid(),
                    "set EXEAT_HOME to a folder of your own");
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(home);
        if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw Failure.of(
                    "others may write to the home '" + home + "'",
                    "look at what is in it, then: chmod 700 '" + home + "'");
        }
        if (!mode.equals(PRIVATE)) {
            Files.setPosixFilePermissions(home, PRIVATE);
        }
    }

    /** Not by the owner of /proc/self: that is root for a process that may not be dumped. */
    private static int ownUid() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String uids =
                    lines.filter(line -> line.startsWith("Uid:")).findFirst().orElseThrow();
            return Integer.parseUnsignedInt(uids.split("\\s+", -1)[2]);
        }
    }

    private static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
    }

    /**
     * Writes a little and removes it again: a folder may be there on a disk that is full or read-only.
     *
     * @throws Failure if that does not work
     */
    public void tryToWrite() {
        try {
            Path file = Files.createTempFile(path, ".doctor", "");
            try {
                Files.write(file, new byte[TRIED_BYTES]);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw Failure.of(
                    "the home '" + path + "' cannot be written: " + Reason.of(e),
                    "make room on its disk ('exeat gc --older-than 30d' removes old journals), or set EXEAT_HOME to another place",
                    e);
        }
    }

    /** Where it is, with links resolved. */
    public Path path() {
        return path;
    }

    /** The folder of a sandbox, whether it is there or not. */
    public SandboxDirectory directory(SandboxName name) {
        return new SandboxDirectory(path.resolve("sandboxes").resolve(name.text()), name);
    }

    /**
     * Takes a name for a run that starts now; nobody else can have it until the claim is closed.
     *
     * @throws Failure if a sandbox of this name runs
     */
    public SandboxClaim claim(SandboxName name) {
        return directory(name)
                .claim()
                .orElseThrow(() -> Failure.of(
                        "a sandbox '" + name + "' runs already", "choose another --name, or end the one that runs"));
    }

    /** Takes a name that no sandbox has. */
    public SandboxClaim claimNew() {
        while (true) {
            SandboxName name = GeneratedName.choose(
                    RandomGenerator.getDefault(), taken -> directory(taken).exists());
            Optional<SandboxClaim> claim = directory(name).claim();
            if (claim.isPresent()) {
                return claim.get();
            }
        }
    }

    /** All sandboxes, the most recently started first; those without a readable state come last. */
    public List<SandboxDirectory> sandboxes() {
        try (Stream<Path> folders = Files.list(path.resolve("sandboxes"))) {
            List<SandboxDirectory> found = new ArrayList<>();
            folders.forEach(folder ->
                    SandboxName.parse(folder.getFileName().toString()).map(name -> found.add(directory(name))));
            Comparator<SandboxDirectory> byStart = Comparator.comparing(SandboxDirectory::startedOrNever);
            found.sort(byStart.reversed().thenComparing(d -> d.name().text()));
            return found;
        } catch (IOException e) {
            throw Failure.of(
                    "the sandboxes of '" + path + "' cannot be listed: " + Reason.of(e), "look at its permissions", e);
        }
    }

    /**
     * The sandbox that a user means.
     *
     * @param word a name, or {@code LAST}
     * @throws Failure if there is none
     */
    public SandboxDirectory find(String word) {
        if (word.equalsIgnoreCase(SandboxName.LAST)) {
            return sandboxes().stream()
                    .filter(SandboxDirectory::hasState)
                    .findFirst()
                    .orElseThrow(() -> Failure.usage(
                            "sandbox-unknown", "there is no sandbox yet", "exeat run --allow HOST -- COMMAND"));
        }
        List<SandboxDirectory> all = sandboxes();
        return all.stream()
                .filter(sandbox -> sandbox.name().text().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        Failure.usage("sandbox-unknown", "there is no sandbox '" + word + "'", suggestion(word, all)));
    }

    private static String suggestion(String word, List<SandboxDirectory> all) {
        return all.stream()
                .map(sandbox -> sandbox.name().text())
                .filter(name -> !word.isEmpty() && (name.contains(word) || word.contains(name)))
                .findFirst()
                .map(name -> "did you mean '" + name + "'?")
                .orElse("see 'exeat ls'");
    }
}
