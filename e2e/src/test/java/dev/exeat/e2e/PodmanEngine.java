package dev.exeat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Podman with configuration and storage of the tests' own, as root or for an ordinary user, one of each per JVM. It has no
 * daemon: whatever it makes is made in the namespaces of its caller.
 */
final class PodmanEngine extends TestEngine {
    private static final String STORAGE = """
            [storage]
            driver = "overlay"
            graphroot = "FOLDER/storage"
            rootless_storage_path = "FOLDER/storage"
            runroot = "FOLDER/run"
            """;
    // Without systemd neither cgroups nor events are its. The default limits are above those of many build machines,
    // and who lacks CAP_SYS_RESOURCE could start no container with them.
    private static final String CONTAINERS = """
            [containers]
            default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
            log_driver = "k8s-file"
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            static_dir = "FOLDER/storage/libpod"
            tmp_dir = "FOLDER/tmp"
            volume_path = "FOLDER/storage/volumes"
            [network]
            network_config_dir = "FOLDER/networks"
            """;
    // Short: where a run root has more than 50 characters, Podman cannot note how a container has ended, and each
    // "podman run" takes 20 seconds more
    private static final String ROOTFUL = "podman";
    private static final String ROOTLESS = "rootless";
    private static final Path TUN = Path.of("/dev/net/tun");

    private static @Nullable PodmanEngine rootful;
    private static @Nullable PodmanEngine rootless;

    private final Caller caller;
    private final Path folder;

    private PodmanEngine(World world, Caller caller, String name) {
        super(world);
        this.caller = caller;
        this.folder = caller.folder(world.folder(), name);
        configure();
        world.atEnd(this::end);
        must("info");
    }

    /** Podman as root; without Podman the test is skipped or fails. */
    static synchronized PodmanEngine rootful() {
        if (rootful == null) {
            Tools.require("podman", "conmon", "iptables");
            rootful = new PodmanEngine(World.shared(), Caller.ROOT, ROOTFUL);
        }
        return rootful;
    }

    /** Podman for an ordinary user, without systemd and without a session. */
    static synchronized PodmanEngine rootless() {
        if (rootless == null) {
            Tools.require("podman", "conmon", "slirp4netns", "newuidmap");
            openTun();
            EngineUser.shared();
            rootless = new PodmanEngine(World.shared(), Caller.ENGINE_USER, ROOTLESS);
        }
        return rootless;
    }

    // as udev has it; a machine without udev leaves it to root, and then slirp4netns cannot serve an ordinary user
    private static void openTun() {
        if (!Files.exists(TUN)) {
            Tools.missing(TUN + " does not exist");
        }
        Commands.must("chmod", "a+rw", TUN.toString());
    }

    private void configure() {
        for (String name : new String[] {"run", "tmp", "networks", "storage"}) {
            caller.folder(folder, name);
        }
        try {
            Files.setPosixFilePermissions(folder.resolve("run"), PosixFilePermissions.fromString("rwx------"));
            Files.writeString(folder.resolve("storage.conf"), STORAGE.replace("FOLDER", folder.toString()));
            Files.writeString(folder.resolve("containers.conf"), CONTAINERS.replace("FOLDER", folder.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // the process that keeps a rootless user's namespaces ends with the user
    private void end() {
        call("rm", "--all", "--force", "--time", "0");
        call("network", "prune", "--force");
    }

    /** Removes the containers of a Podman of a killed JVM; the folder is its world's. */
    static void removeLeftovers(Path folder) {
        for (String name : new String[] {ROOTFUL, ROOTLESS}) {
            Path own = folder.resolve(name);
            if (Files.exists(own)) {
                String owner = Commands.must("stat", "-c", "%u", own.toString()).strip();
                String[] user = {"setpriv", "--reuid=" + owner, "--regid=" + owner, "--clear-groups"};
                String[] remove = {"podman", "rm", "--all", "--force", "--time", "0"};
                Commands.run(Commands.join(user, Commands.join(clean(own, variables(own)), remove)));
            }
        }
    }

    @Override
    String program() {
        return "podman";
    }

    @Override
    Caller caller() {
        return caller;
    }

    @Override
    List<String> variables() {
        return variables(folder);
    }

    private static List<String> variables(Path folder) {
        return List.of(
                "CONTAINERS_CONF=" + folder.resolve("containers.conf"),
                "CONTAINERS_STORAGE_CONF=" + folder.resolve("storage.conf"),
                "XDG_RUNTIME_DIR=" + folder.resolve("run"));
    }

    @Override
    Path home() {
        return folder;
    }

    @Override
    List<String> uplink() {
        return caller == Caller.ROOT ? List.of() : List.of("--network", "slirp4netns");
    }
}
