package dev.exeat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Two network namespaces with a veth pair between them: the client's, in which {@code ./exeat} is run, and the
 * servers'. Neither has a default route, so that no packet can leave the machine. Also a folder for everything that
 * the tests write. One per JVM; gone when the JVM ends, and leftovers of a killed JVM are gone at the next start.
 */
final class World {
    private static final String PREFIX = "exeat-t-";
    private static final Path FOLDERS = Path.of("/var/tmp");
    private static @Nullable World shared;

    private final Netns client;
    private final Netns servers;
    private final Path folder;
    private final List<ProcessHandle> background = new CopyOnWriteArrayList<>();
    private final Deque<Runnable> atEnd = new ConcurrentLinkedDeque<>();

    private World(long pid) {
        this.client = new Netns(PREFIX + pid + "-c");
        this.servers = new Netns(PREFIX + pid + "-s");
        this.folder = FOLDERS.resolve(PREFIX + pid);
    }

    /** The world of this JVM, made at the first call. */
    static synchronized World shared() {
        if (shared == null) {
            removeLeftovers();
            var world = new World(ProcessHandle.current().pid());
            Runtime.getRuntime().addShutdownHook(new Thread(world::remove, "removes the world"));
            world.create();
            shared = world;
        }
        return shared;
    }

    /** A name for whatever else of this JVM exists only once on the machine; its leftovers are found by it. */
    String name() {
        return folder.getFileName().toString();
    }

    /** What has to be done before the namespaces and the folder are removed, the last first. */
    void atEnd(Runnable task) {
        atEnd.addFirst(task);
    }

    Netns client() {
        return client;
    }

    Netns servers() {
        return servers;
    }

    Path folder() {
        return folder;
    }

    /** Starts a server that ends with this JVM; what it says goes to a file of its name. */
    ProcessHandle background(String name, String... words) {
        try {
            var log = folder.resolve(name + ".log").toFile();
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            background.add(process.toHandle());
            return process.toHandle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a server in the servers' namespace listens on this port. */
    void awaitPort(int port) {
        var end = Instant.now().plusSeconds(20);
        while (!servers.inside(() -> answers(port))) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("nothing listens on port " + port + " in " + servers);
            }
        }
    }

    private static boolean answers(int port) throws InterruptedException {
        try (var socket = new Socket(Places.TCP4, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            Thread.sleep(50);
            return false;
        }
    }

    private void create() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Commands.must("sh", "-ec", NETWORK, "network", client.name(), servers.name());
        mustNotRoute("198.41.0.4");
        mustNotRoute("2001:500:2::c");
    }

    // addresses of the public internet: if one of them had a route, a mistake in a test could reach it
    private void mustNotRoute(String address) {
        for (Netns namespace : new Netns[] {client, servers}) {
            if (Commands.run("ip", "-n", namespace.name(), "route", "get", address)
                            .status()
                    == 0) {
                throw new IllegalStateException(namespace + " has a route to " + address);
            }
        }
    }

    private void remove() {
        atEnd.forEach(World::attempt);
        background.forEach(ProcessHandle::destroy);
        removeNamespace(client.name());
        removeNamespace(servers.name());
        removeFolder(folder);
    }

    // what cannot be ended properly is removed by force below, and found again at the next start
    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            System.err.println("at the end: " + e);
        }
    }

    private static void removeLeftovers() {
        for (String line : Commands.run("ip", "netns", "list").out().split("\n")) {
            String name = line.split(" ")[0];
            if (isLeftover(name)) {
                removeNamespace(name);
            }
        }
        try (var folders = Files.list(FOLDERS)) {
            folders.filter(path -> isLeftover(path.getFileName().toString())).forEach(World::removeLeftover);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeLeftover(Path folder) {
        attempt(() -> TestEngine.removeLeftovers(folder));
        removeFolder(folder);
    }

    // the pid in the name is the owner's: only what a dead owner left may be removed
    private static boolean isLeftover(String name) {
        String digits =
                name.startsWith(PREFIX) ? name.substring(PREFIX.length()).split("-")[0] : "";
        return digits.matches("[0-9]{1,9}") && !Files.exists(Path.of("/proc", digits));
    }

    private static void removeNamespace(String name) {
        Commands.run(
                "sh",
                "-c",
                "test -e /run/netns/$0 || exit 0; for i in 1 2 3; do"
                        + " for p in $(ip netns pids $0); do test $p = $1 || kill -9 $p; done; done;"
                        + " ip netns delete $0",
                name,
                Long.toString(ProcessHandle.current().pid()));
    }

    static void removeFolder(Path folder) {
        // a test that filled up a small file system has mounted it below
        Commands.run(
                "sh", "-c", "grep -o \" $0/[^ ]* \" /proc/mounts | sort -r | xargs -r umount -l", folder.toString());
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.err.println("cannot remove " + folder + ": " + e);
        }
    }

    private static final String NETWORK = """
            c=$1 s=$2
            ip netns add $c; ip netns add $s
            for n in $c $s; do
              ip -n $n link set lo up
              ip netns exec $n sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_ra=0 \
                net.ipv6.conf.default.accept_ra=0
            done
            ip -n $c link add c0 type veth peer name s0 netns $s
            add() { n=$1 d=$2; shift 2; for a in "$@"; do ip -n $n addr add $a dev $d nodad 2>/dev/null || ip -n $n addr add $a dev $d; done; }
            add $c c0 44.128.7.1/24 10.77.7.1/24 100.64.7.1/24 2a0f:ffff:7::1/64 fd77:7:7::1/64
            for i in 2 10 11 12 13 14 20 53; do add $s s0 44.128.7.$i/24 2a0f:ffff:7::$i/64; done
            add $s s0 10.77.7.2/24 100.64.7.2/24 fd77:7:7::2/64 169.254.169.254/32 64:ff9b::2c80:70a/128
            ip -n $c link set c0 up; ip -n $s link set s0 up
            ip -n $c route add 169.254.169.254/32 dev c0
            ip -n $c route add 64:ff9b::2c80:70a/128 dev c0
            ip -n $s route add 64:ff9b::/96 dev s0
            """;
}
