package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.engine.jail.JailSpec;
import dev.exeat.policy.Problem;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeCheckTest {
    private static final Path NOWHERE = Path.of("/no-such-directory");

    private Path home;
    private Path project;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Path> covered = new ArrayList<>();
    private final List<Path> bound = new ArrayList<>();
    private final List<HostView.MountPoint> mounted = new ArrayList<>();
    private final Map<String, String> environment = new java.util.HashMap<>();

    @BeforeEach
    void folders(@TempDir Path folder) throws IOException {
        home = Files.createDirectory(folder.toRealPath().resolve("home"));
        project = Files.createDirectory(home.resolve("project"));
        for (String own : List.of(".exeat", ".config/exeat", "exeat-program", "data")) {
            Files.createDirectories(home.resolve(own));
        }
        Files.createDirectory(project.resolve("src"));
    }

    private VolumeCheck check(List<String> volumes, List<String> sockets) {
        JailSpec.Places places = new JailSpec.Places(
                home.resolve(".exeat"), home.resolve(".config/exeat"), home.resolve("exeat-program"), home);
        return new VolumeCheck(new HostView(project, places, environment, covered, bound, mounted, 4, true), problems)
                .check(volumes, sockets);
    }

    private List<String> arguments(String... volumes) {
        List<String> arguments = check(List.of(volumes), List.of()).mounts().stream()
                .map(Mount::argument)
                .map(text -> text.replace(home.toString(), "~"))
                .toList();
        assertThat(problems).isEmpty();
        return arguments;
    }

    private List<String> refusals(String... volumes) {
        check(List.of(volumes), List.of());
        return problems.stream().map(Problem::id).toList();
    }

    private Path socket(Path path) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
        }
        bound.add(path);
        return path;
    }

    @Test
    void relativePathIsFoundInThePresentDirectory() {
        assertThat(arguments("./src:/src:ro", "../data:/data:Z", "cache:/cache", "/scratch"))
                .containsExactly("~/project/src:/src:ro", "~/data:/data:rw,Z", "cache:/cache:rw", "/scratch");
    }

    @Test
    void linkIsHandedOverAsWhatItLeadsTo() throws IOException {
        Files.createSymbolicLink(project.resolve("link"), home.resolve("data"));
        assertThat(arguments("./link:/data")).containsExactly("~/data:/data:rw");
    }

    @Tag("D-031")
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/, volume-root",
        "/., volume-root",
        "/etc/.., volume-root",
        "/proc/self/root, volume-root",
        "/proc, volume-kernel",
        "/proc/1, volume-kernel",
        "/proc/self/cwd/src, volume-kernel",
        "/sys, volume-kernel",
        "/sys/kernel, volume-kernel",
        "/dev, volume-kernel",
        "/dev/null, volume-kernel",
        "/dev/shm, volume-kernel",
        "/run, volume-engine-socket",
        "/var/run, volume-engine-socket",
        "/var, volume-engine-data",
        "/var/lib, volume-engine-data",
        "/no-such-directory, volume-missing",
        "'~', volume-missing",
    })
    void hostIsNotOpenedEvenReadOnly(String source, String id) {
        assertThat(refusals(source + ":/x", source + ":/y:ro")).containsExactly(id, id);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/etc", "/etc/passwd", "/usr", "/usr/bin", "/bin", "/boot", "/var/spool", "/home"})
    void systemCanBeReadAndNotWritten(String source) {
        assertThat(refusals(source + ":/x:ro")).isEmpty();
        assertThat(refusals(source + ":/x")).containsExactly("volume-system");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "..",
                "../..",
                "../.exeat",
                "../.config",
                "../.config/exeat",
                "../exeat-program",
                "link",
                "link/sandboxes"
            })
    void directoryOfExeatIsNotOpened(String source) throws IOException {
        Files.createDirectory(home.resolve(".exeat/sandboxes"));
        Files.createSymbolicLink(project.resolve("link"), home.resolve(".exeat"));
        assertThat(refusals("./" + source + ":/x:ro")).containsExactly("volume-exeat");
    }

    @Test
    void homeOfAnotherPlaceOfExeatIsNotWritable() {
        JailSpec.Places places = new JailSpec.Places(NOWHERE, NOWHERE, NOWHERE, home);
        HostView host = new HostView(project, places, Map.of(), List.of(), List.of(), List.of(), 4, true);
        new VolumeCheck(host, problems).check(List.of("..:/home:ro"), List.of());
        assertThat(problems).isEmpty();
        new VolumeCheck(host, problems).check(List.of("..:/home"), List.of());
        assertThat(problems).extracting(Problem::id).containsExactly("volume-home");
    }

    @Tag("D-031")
    @Test
    void socketOfAnEngineIsNotOpenedByAnyRoad() throws IOException {
        Path folder = Files.createDirectories(home.resolve("data/run"));
        Path socket = socket(folder.resolve("docker.sock"));
        Files.createSymbolicLink(project.resolve("harmless"), socket);
        Files.createSymbolicLink(project.resolve("folder"), folder);
        List<String> roads = List.of("../data/run/docker.sock", "./harmless", "./folder", "../data", "../data/run");
        for (String road : roads) {
            refusals(road + ":/x", road + ":/x:ro");
        }
        assertThat(problems)
                .extracting(Problem::id)
                .containsOnly("volume-engine-socket")
                .hasSize(2 * roads.size());
        problems.clear();
        check(List.of(), List.of("../data/run/docker.sock", "./harmless"));
        assertThat(problems).extracting(Problem::id).containsExactly("volume-engine-socket", "volume-engine-socket");
    }

    @Tag("D-031")
    @Test
    void socketThatTheEnvironmentNamesIsAnEnginesWhateverItsName() throws IOException {
        Path socket = socket(home.resolve("data/engine"));
        Files.createLink(project.resolve("other-name"), socket);
        assertThat(refusals("../data:/x:ro")).isEmpty();
        environment.put("DOCKER_HOST", "unix://" + socket);
        assertThat(refusals("../data:/x:ro")).containsExactly("volume-engine-socket");
        problems.clear();
        check(List.of(), List.of(socket.toString(), "./other-name"));
        assertThat(problems).extracting(Problem::id).containsExactly("volume-engine-socket", "volume-engine-socket");
    }

    @Test
    void runTimeDirectoryIsNotOpened() throws IOException {
        Path runtime = Files.createDirectories(home.resolve("data/user/1000"));
        environment.put("XDG_RUNTIME_DIR", runtime.toString());
        assertThat(refusals("../data/user:/x")).containsExactly("volume-engine-socket");
        assertThat(problems.getFirst().message())
                .isEqualTo("--volume '../data/user:/x' would open '" + runtime
                        + "/docker.sock', and who has the engine has the host");
    }

    @Test
    void otherSocketIsOpenedByItsOwnFlagOnly() throws IOException {
        Path agent = socket(home.resolve("data/agent.1"));
        assertThat(refusals("../data/agent.1:/agent")).containsExactly("volume-special");
        problems.clear();
        VolumeCheck check = check(List.of(), List.of("../data/agent.1"));
        assertThat(problems).isEmpty();
        assertThat(check.opened()).containsExactly(agent);
        assertThat(check.mounts()).extracting(Mount::argument).containsExactly(agent + ":" + agent + ":rw");
        assertThat(check.notes())
                .containsExactly("the workload may use '" + agent + "' and whatever listens there does for it");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"./src", "./missing", "../.exeat/state.json"})
    void whatIsNoSocketIsNotOpenedAsOne(String path) throws IOException {
        Files.createFile(home.resolve(".exeat/state.json"));
        check(List.of(), List.of(path));
        assertThat(problems).extracting(Problem::id).containsExactly("socket-missing");
    }

    @Test
    void socketOfExeatIsNotOpened() throws IOException {
        socket(home.resolve(".exeat/control"));
        check(List.of(), List.of("../.exeat/control"));
        assertThat(problems).extracting(Problem::id).containsExactly("volume-exeat");
    }

    @Test
    void socketsThatLieInADirectoryAreHidden() throws IOException {
        socket(home.resolve("data/agent.1"));
        Files.createFile(home.resolve("data/file"));
        assertThat(arguments("../data:/data:ro")).containsExactly("~/data:/data:ro", "/dev/null:/data/agent.1:ro");
        assertThat(arguments("../data:/data")).containsExactly("~/data:/data:rw", "/dev/null:/data/agent.1:ro");
        VolumeCheck check = check(List.of("../data:/data"), List.of("../data/agent.1"));
        assertThat(check.mounts())
                .extracting(Mount::target)
                .map(Path::toString)
                .containsExactlyInAnyOrder("/data", home + "/data/agent.1");
    }

    @Test
    void whatIsMountedInAReadOnlyDirectoryIsReadOnlyToo() throws IOException {
        Files.createDirectory(home.resolve("data/disk"));
        mounted.add(new HostView.MountPoint(Path.of("/"), "ext4"));
        mounted.add(new HostView.MountPoint(home.resolve("data/disk"), "ext4"));
        assertThat(arguments("../data:/data:ro")).containsExactly("~/data:/data:ro", "~/data/disk:/data/disk:ro");
        assertThat(arguments("../data:/data")).containsExactly("~/data:/data:rw");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"proc", "sysfs", "cgroup2", "devtmpfs", "debugfs", "nsfs"})
    void viewOfTheKernelIsNotOpenedWhereverItIsMounted(String type) throws IOException {
        Files.createDirectories(home.resolve("data/root/proc/self"));
        mounted.add(new HostView.MountPoint(Path.of("/"), "ext4"));
        mounted.add(new HostView.MountPoint(home.resolve("data/root/proc"), type));
        assertThat(refusals("../data:/a:ro", "../data/root/proc:/b:ro", "../data/root/proc/self:/c:ro"))
                .containsExactly("volume-kernel", "volume-kernel", "volume-kernel");
    }

    @Test
    void twoMountsAtOnePlaceAreRefused() {
        assertThat(refusals("./src:/x", "cache:/y/../x")).containsExactly("volume-target-twice");
    }

    @Test
    void pathWithAColonIsRefused() throws IOException {
        Path colon = Files.createDirectory(home.resolve("a:b"));
        Files.createSymbolicLink(project.resolve("link"), colon);
        assertThat(refusals("./link:/x")).containsExactly("volume-colon");
    }

    @Test
    void everyProblemIsFoundAtOnce() {
        assertThat(refusals("/:/a", "./src:/proc", "./missing:/c", "./src:/d:shared"))
                .containsExactly("volume-root", "volume-target", "volume-missing", "volume-propagation");
    }

    @Test
    void writableDirectoryIsSaid() {
        assertThat(check(List.of("./src:/src", "../data:/data:ro"), List.of()).notes())
                .containsExactly("the workload may write to '" + project.resolve("src") + "'");
    }
}
