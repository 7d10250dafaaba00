package dev.exeat.engine.jail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a command could do to its host if there were no jail. Every attack first succeeds outside, then fails inside; all attacks of one
 * user run in one jail.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JailAttacks {
    private static final Pattern RESULT = Pattern.compile("^RESULT (\\S+) (\\d+)$", Pattern.MULTILINE);
    private static final Path CONTROL_SOCKET = Path.of("/run/exeat-test-" + System.nanoTime() + ".sock");

    JailWorld world;
    private Map<String, Integer> outside;
    private Map<String, Integer> inside;
    private String transcript = "";

    abstract JailWorld makeWorld() throws Exception;

    /** Attacks that only this kind of user has. */
    abstract List<Attack> ownAttacks();

    @BeforeAll
    void attack() throws Exception {
        JailWorld.require("bwrap", "ip", "socat", "perl", "strace", "setpriv", "unshare", "setsid");
        world = makeWorld();
        openSockets();
        world.plant();
        long victim = world.helper("sleep", "600");
        List<Attack> attacks = JailAttackList.of(world, victim, ownAttacks());
        JailWorld.Result there =
                world.outside("exec 7<" + world.home + "/key 8<" + world.home + "\n" + Attack.script(attacks, false));
        outside = results(there.output());
        // the descriptors are open in the process that starts the jail
        List<String> line = world.jail(List.of("bash", "-c", Attack.script(attacks, true)));
        String quoted = String.join(
                " ",
                line.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .toList());
        JailWorld.Result here = world.finish(world.start(
                List.of("bash", "-c", "exec 7<" + world.home + "/key 8<" + world.home + "; exec " + quoted)));
        inside = results(here.output());
        transcript = "OUTSIDE\n" + there.output() + "\nINSIDE\n" + here.output();
        System.getProperties().computeIfPresent("exeat.show", (_, value) -> {
            System.out.println(transcript);
            return value;
        });
    }

    private void openSockets() throws Exception {
        Files.writeString(world.home.resolve("key"), "private\n");
        world.own(world.root);
        for (Path path : List.of(world.home.resolve("agent.sock"), world.project.resolve("server.sock"), tmpSocket())) {
            world.helper("socat", "UNIX-LISTEN:" + path + ",fork,mode=777", "SYSTEM:echo hello");
            await(path);
        }
        world.helperAsRoot("socat", "UNIX-LISTEN:" + CONTROL_SOCKET + ",fork,mode=777", "SYSTEM:echo hello");
        await(CONTROL_SOCKET);
        world.helper("socat", "ABSTRACT-LISTEN:" + abstractName() + ",fork", "SYSTEM:echo hello");
    }

    static Path runSocket() {
        return CONTROL_SOCKET;
    }

    private static void await(Path path) throws Exception {
        for (int i = 0; i < 500 && !Files.exists(path); i++) {
            Thread.sleep(10);
        }
        assertThat(path).exists();
    }

    Path tmpSocket() {
        return Path.of("/tmp", world.root.getFileName() + ".sock");
    }

    String abstractName() {
        return world.root.getFileName().toString();
    }

    @AfterAll
    void tidy() throws Exception {
        if (world != null) {
            world.close();
            Files.deleteIfExists(tmpSocket());
            Files.deleteIfExists(CONTROL_SOCKET);
        }
    }

    private static Map<String, Integer> results(String output) {
        Map<String, Integer> results = new HashMap<>();
        Matcher matcher = RESULT.matcher(output);
        while (matcher.find()) {
            results.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
        return results;
    }

    /** The pair: works outside, fails inside. */
    void refused(String name) {
        assertThat(outside).as("outside: %s%n%s", name, transcript).containsEntry(name, 0);
        assertThat(inside).as("inside: %s%n%s", name, transcript).containsKey(name);
        assertThat(inside.get(name)).as("inside: %s%n%s", name, transcript).isNotIn(0, 124);
    }

    /** What must go on working in the jail. */
    void works(String name) {
        assertThat(inside).as("inside: %s%n%s", name, transcript).containsEntry(name, 0);
    }

    @Test
    void theProjectIsWritableAndTheRestOfTheHomeIsNot() {
        works("project");
        refused("home");
    }

    @Test
    @Tag("D-063")
    void theStateDirectoryCannotBeReadOrWritten() {
        refused("state-read");
        refused("state-write");
        refused("configuration-write");
        refused("installation-read");
    }

    @Test
    void whatTheUserRunsLaterCannotBePlanted() {
        refused("hooks");
        refused("git-config");
        refused("git-replace");
        works("git-index");
        refused("prompt-cache");
        works("pip-cache");
        works("new-cache");
    }

    @Test
    @Tag("D-063")
    void theProjectFileCannotBeChangedOrReplaced() {
        refused("project-file-write");
        refused("project-file-replace");
    }

    @Test
    @Tag("D-054")
    void pathSocketsOfTheHostCannotBeReached() {
        refused("socket-run");
        refused("socket-tmp");
        refused("socket-home");
        refused("socket-project");
    }

    @Test
    void abstractSocketsOfTheHostCannotBeReached() {
        refused("socket-abstract");
    }

    @Test
    @Tag("D-054")
    void theEnvironmentNamesNoAgentsDisplaysOrProxies() {
        refused("environment");
        works("environment-given");
    }

    @Test
    void inheritedDescriptorsAreClosed() {
        refused("inherited-file");
        refused("inherited-directory");
    }

    @Test
    void otherProcessesCannotBeSeenSignalledOrTraced() {
        refused("signal");
        refused("trace");
        works("trace-own");
    }

    @Test
    @Tag("D-027")
    void namespacesOfOtherProcessesCannotBeEntered() {
        refused("enter-network");
    }

    @Test
    @Tag("D-028")
    void setuidProgramsGainNothing() {
        refused("setuid");
        works("no-capabilities");
    }

    @Test
    @Tag("D-027")
    @Tag("D-029")
    void aNestedUserNamespaceWorksButHasNoPowerOverTheSandbox() {
        works("nested");
        refused("nested-remount");
        refused("nested-umount");
        refused("nested-network");
        refused("nested-cgroup");
        works("first-process");
    }

    @Test
    void theProgramThatBuiltTheJailCannotBeOverwrittenThroughItsProcess() {
        works("first-process-program");
    }

    @Test
    @Tag("D-024")
    void rawAndPacketSocketsAreRefused() {
        refused("raw-socket");
        refused("packet-socket");
        works("tcp-socket");
    }

    @Test
    @Tag("D-025")
    void otherSocketFamiliesAreRefused() {
        refused("vsock");
        refused("alg");
        refused("tipc");
        refused("bluetooth");
        refused("xdp");
        refused("rds");
        refused("netlink-audit");
        refused("netlink-netfilter");
        works("netlink-route");
    }

    @Test
    @Tag("D-025")
    void theThirtyTwoBitSocketCallIsRefused() {
        org.junit.jupiter.api.Assumptions.assumeTrue("amd64".equals(System.getProperty("os.arch")));
        refused("socketcall");
    }

    @Test
    void callsThatReachOutsideAreRefused() {
        refused("io-uring");
        refused("keyctl");
        refused("add-key");
        refused("userfaultfd");
        refused("cgroup-namespace");
    }

    @Test
    void theFirstProcessCannotBeStoppedButOthersCanBeTraced() {
        refused("ptrace-first");
        works("ptrace-others");
    }

    @Test
    void nameResolutionIsTheSandboxesOwn() {
        works("resolver");
        works("resolver-read-only");
        works("hostname");
    }
}
