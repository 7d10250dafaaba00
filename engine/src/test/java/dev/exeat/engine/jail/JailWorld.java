package dev.exeat.engine.jail;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A user with a home, a project and Exeat's directories, all below one directory of its own, and ways to run something as that user. */
final class JailWorld implements AutoCloseable {
    static final int NOBODY = 65534;
    private static final long PATIENCE_SECONDS = 120;

    final Path root;
    final Path home;
    final Path project;
    final Path state;
    final Path configuration;
    final Path installation;
    private final boolean asRoot;
    private final List<Process> helpers = new ArrayList<>();

    private JailWorld(boolean asRoot) throws IOException {
        this.asRoot = asRoot;
        // not below /tmp, which the jail replaces: what is hidden should be hidden by its own cover
        root = Files.createDirectories(Path.of("/var/lib/exeat-test-" + Long.toHexString(System.nanoTime())));
        home = directory("home");
        project = directory("home/project");
        state = directory("home/.exeat");
        configuration = directory("home/.config/exeat");
        installation = directory("installation");
        directory("home/project/.git/hooks");
        directory("home/.cache/pip");
        directory("home/.cache/prompts");
        Files.writeString(project.resolve(".git/config"), "[core]\n");
        Files.writeString(project.resolve("exeat.yaml"), "version: 1\n");
        Files.writeString(state.resolve("rules"), "secret rules\n");
        Files.writeString(installation.resolve("program"), "program\n");
        copyClassPath();
    }

    static JailWorld asRoot() throws IOException {
        return new JailWorld(true);
    }

    static JailWorld asOrdinaryUser() throws IOException {
        return new JailWorld(false);
    }

    /** Fails in CI, skips on a developer's machine, unless this runs as root with these programs. */
    static void require(String... tools) {
        List<String> missing = new ArrayList<>();
        if (!"root".equals(System.getProperty("user.name"))) {
            missing.add("root");
        }
        for (String tool : tools) {
            if (Stream.of(System.getenv("PATH").split(":")).noneMatch(dir -> Files.isExecutable(Path.of(dir, tool)))) {
                missing.add(tool);
            }
        }
        if (!missing.isEmpty() && Boolean.getBoolean("exeat.tools.required")) {
            fail("needs " + missing);
        }
        if (!missing.isEmpty()) {
            abort("needs " + missing);
        }
    }

    record Result(int status, String output) {}

    /** Runs a script in a shell as the user, outside of any jail. */
    Result outside(String script) {
        return finish(start(as(List.of("bash", "-c", script))));
    }

    /** Runs a script in a shell in the jail. */
    Result inside(String script, String... options) {
        return finish(start(jail(List.of("bash", "-c", script), options)));
    }

    Result finish(Process process) {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("does not end: " + output);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The line that runs a command in the jail. */
    List<String> jail(List<String> command, String... options) {
        List<String> line = new ArrayList<>();
        if (!asRoot) {
            line.addAll(List.of("unshare", "-U", "--map-current-user", "--keep-caps"));
        }
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                root.resolve("classes/*") + ":" + classPath(),
                JailRunner.class.getName()));
        line.addAll(List.of(options));
        List<String> defaults = List.of(
                "workdir=" + project,
                "state=" + state,
                "config=" + configuration,
                "installation=" + installation,
                "home=" + home);
        line.addAll(defaults);
        line.add("--");
        line.addAll(command);
        return as(line);
    }

    /** A line run as the user of this world. */
    List<String> as(List<String> command) {
        List<String> line = new ArrayList<>();
        if (!asRoot) {
            line.addAll(List.of("setpriv", "--reuid", "" + NOBODY, "--regid", "" + NOBODY, "--clear-groups"));
        }
        line.addAll(command);
        return line;
    }

    Process start(List<String> line) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).directory(project.toFile());
            builder.environment().put("HOME", home.toString());
            builder.environment().put("SSH_AUTH_SOCK", home.resolve("agent").toString());
            builder.environment().put("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/0/bus");
            builder.environment().put("DISPLAY", ":0");
            builder.environment().put("https_proxy", "http://127.0.0.1:3128");
            return builder.redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process of the same user outside, ended with this world. */
    long helper(String... line) {
        Process process = start(as(List.of(line)));
        helpers.add(process);
        return process.pid();
    }

    void helperAsRoot(String... line) {
        helpers.add(start(List.of(line)));
    }

    private Path directory(String name) throws IOException {
        Path path = Files.createDirectories(root.resolve(name));
        own(root);
        return path;
    }

    /** A program that runs as uid 12345 whoever starts it, and a node of a disk (which need not exist). */
    void plant() throws Exception {
        String disk = "mknod -m 666 " + root
                + "/disk b $(stat -c '0x%t 0x%T' $(readlink -f /dev/vda /dev/sda /dev/nvme0n1 /dev/xvda"
                + " /dev/loop0 | xargs ls -d 2>/dev/null | head -1))";
        String setuid = "cp $(command -v id) " + root + "/setuid-id && chown 12345 " + root
                + "/setuid-id && chmod 4755 " + root + "/setuid-id";
        Process process = new ProcessBuilder("bash", "-c", disk + "; " + setuid)
                .inheritIO()
                .start();
        process.waitFor();
    }

    /** Gives everything to the user. */
    void own(Path from) throws IOException {
        int owner = asRoot ? 0 : NOBODY;
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.filter(path -> !Files.isSymbolicLink(path)).toList()) {
                Files.setAttribute(path, "unix:uid", owner);
                Files.setAttribute(path, "unix:gid", owner);
            }
        }
    }

    /** The modules' classes where an ordinary user can read them. */
    private void copyClassPath() throws IOException {
        Path target = Files.createDirectories(root.resolve("classes"));
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path path = Path.of(entry);
            if (entry.contains("/target/") && Files.isDirectory(path)) {
                copy(path, target.resolve("module-" + number++));
            } else if (entry.contains("/target/") && Files.exists(path)) {
                Files.copy(path, target.resolve("module-" + number++ + ".jar"));
            }
        }
        own(root);
    }

    private String classPath() {
        try (Stream<Path> modules = Files.list(root.resolve("classes"))) {
            return String.join(":", modules.map(Path::toString).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(
                            target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    @Override
    public void close() {
        helpers.forEach(Process::destroyForcibly);
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
