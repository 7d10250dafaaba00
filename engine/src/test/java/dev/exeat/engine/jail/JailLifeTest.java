package dev.exeat.engine.jail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JailLifeTest {
    private JailWorld world;

    @BeforeEach
    void setUp() throws Exception {
        JailWorld.require("bwrap", "ip", "socat", "setsid", "python3");
        world = JailWorld.asRoot();
    }

    @AfterEach
    void tearDown() {
        // null where the tools are missing and nothing was set up
        if (world != null) {
            world.close();
        }
    }

    @Test
    void theExitStatusIsTheCommandsOwn() {
        assertThat(world.inside("exit 7").status()).isEqualTo(7);
        assertThat(world.inside("kill -TERM $$").status()).isEqualTo(143);
    }

    @Test
    void aCommandThatPlantsAnotherGitConfigurationEndsAndThePlantIsGone() throws Exception {
        Path planted = world.project.resolve(".git/commondir");
        assertThat(world.inside("echo .. > .git/commondir; sleep 9; echo went-on")
                        .output())
                .doesNotContain("went-on");
        assertThat(planted).doesNotExist();
        world.inside("(sleep 0.01; echo .. > .git/commondir) & exit 0");
        assertThat(planted).doesNotExist();
    }

    @Test
    void theFileThatLeadsALinkedWorktreeToItsConfigurationCannotBeChanged() throws Exception {
        Path common = world.project.resolve(".git/worktrees/other/commondir");
        Files.createDirectories(common.getParent());
        Files.writeString(common, "../..\n");
        world.inside("echo x > .git/worktrees/other/commondir");
        world.inside("mv .git/worktrees/other .git/worktrees/y; mkdir -p .git/worktrees/other;"
                + " echo x > .git/worktrees/other/commondir");
        world.inside("mv .git/worktrees .git/y; mkdir -p .git/worktrees/other;"
                + " echo x > .git/worktrees/other/commondir");
        assertThat(Files.readString(common)).isEqualTo("../..\n");
        assertThat(world.inside("touch .git/worktrees/other/index").status()).isZero();
    }

    @Test
    void aMissingCommandIs127AndOneThatCannotBeExecutedIs126() {
        assertThat(run("no-such-command").status()).isEqualTo(127);
        assertThat(run("/etc/passwd").status()).isEqualTo(126);
    }

    @Test
    void nothingRunsBeforeTheReleaseEvenWhenTheStarterIsKilled() throws Exception {
        Path made = world.project.resolve("made");
        assertThat(world.inside("touch made").status()).isZero();
        assertThat(made).exists();
        Files.delete(made);

        Process runner = world.start(world.jail(List.of("touch", made.toString()), "hold=60000"));
        awaitLine(runner, "built");
        List<Long> jailed = runner.descendants().map(ProcessHandle::pid).toList();
        assertThat(jailed).isNotEmpty();
        runner.destroyForcibly().waitFor();
        Thread.sleep(1000);
        assertThat(made).doesNotExist();
        // bwrap's child asks for a death signal only after the gate: it waits there for ever, until it is cleaned up
        jailed.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void aJailThatRunsEndsWithItsStarter() throws Exception {
        Process runner = world.start(world.jail(List.of("sh", "-c", "echo runs; sleep 600")));
        awaitLine(runner, "runs");
        List<Long> jailed = runner.descendants().map(ProcessHandle::pid).toList();
        assertThat(jailed).hasSizeGreaterThan(2);
        runner.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(5)).until(() -> jailed.stream().noneMatch(JailLifeTest::runs));
    }

    @Test
    void everythingEndsWithTheCommandEvenIfItDetached() throws Exception {
        Path beat = world.project.resolve("beat");
        assertThat(world.inside("setsid sh -c 'while :; do date +%N > beat; sleep 0.05; done' & sleep 0.5")
                        .status())
                .isZero();
        String last = Files.readString(beat);
        Thread.sleep(300);
        assertThat(Files.readString(beat)).isEqualTo(last);
    }

    @Test
    void aSocketThatAppearsLaterIsReported() throws Exception {
        Path socket = world.project.resolve("late.sock");
        Process runner = world.start(world.jail(List.of("true"), "hold=1500", "visible=1"));
        awaitLine(runner, "built");
        world.helper("socat", "UNIX-LISTEN:" + socket + ",fork", "SYSTEM:echo hello");
        assertThat(world.finish(runner).output()).contains("visible " + socket);
    }

    @Test
    void aSocketThatWasThereIsMaskedAndNotReported() {
        Path socket = world.project.resolve("early.sock");
        world.helper("socat", "UNIX-LISTEN:" + socket + ",fork", "SYSTEM:echo hello");
        await().until(() -> Files.exists(socket));
        assertThat(world.inside("true", "visible=1").output()).doesNotContain("visible");
    }

    @Test
    void socketsThatComeAndGoDoNotKeepAJailFromBeingBuilt() {
        String churn = """
                import os, socket, time
                open('churning', 'w').close()
                for i in range(2000):
                    s = socket.socket(socket.AF_UNIX); s.bind('c%d' % i); s.listen()
                    time.sleep(0.03); s.close(); os.unlink('c%d' % i)
                """;
        Path stable = world.project.resolve("stable.sock");
        world.helper("socat", "UNIX-LISTEN:" + stable + ",fork", "SYSTEM:echo hello");
        world.helper("python3", "-c", churn);
        await().until(() -> Files.exists(stable) && Files.exists(world.project.resolve("churning")));
        for (int i = 0; i < 5; i++) {
            JailWorld.Result result = world.inside("socat -u UNIX-CONNECT:stable.sock - ; echo ran");
            assertThat(result.output()).contains("built", "ran").doesNotContain("uncovered", "hello");
        }
        // nothing is left where one was
        assertThat(world.outside("find . -name 'c[0-9]*' -type f").output()).isEmpty();
    }

    @Test
    void aSocketThatWasAskedForIsOpen() {
        Path socket = world.home.resolve("asked.sock");
        world.helper("socat", "UNIX-LISTEN:" + socket + ",fork", "SYSTEM:echo hello");
        await().until(() -> Files.exists(socket));
        String connect = "socat -u UNIX-CONNECT:" + socket + " -";
        assertThat(world.inside(connect).output()).doesNotContain("hello");
        assertThat(world.inside(connect, "socket=" + socket).output()).contains("hello");
    }

    @Test
    void aDirectoryThatWasAskedForIsWritableButForItsHooks() throws Exception {
        Path other = Files.createDirectories(world.home.resolve("other/.git/hooks"))
                .getParent()
                .getParent();
        assertThat(world.inside("touch " + other + "/made").status()).isNotZero();
        assertThat(world.inside("touch " + other + "/made", "writable=" + other).status())
                .isZero();
        assertThat(world.inside("touch " + other + "/.git/hooks/made", "writable=" + other)
                        .status())
                .isNotZero();
        assertThat(world.inside("echo > " + other + "/.git/config", "writable=" + other)
                        .status())
                .isNotZero();
    }

    @Test
    @Tag("D-063")
    void whatWouldOpenTheControlPlaneIsRefused() {
        for (Path path : List.of(world.home, world.state, world.root, Path.of("/"), world.state.resolve("rules"))) {
            JailWorld.Result result = world.inside("true", "writable=" + path);
            assertThat(result.status()).as("%s", path).isEqualTo(2);
            assertThat(result.output()).contains("jail-writable-protected");
        }
        assertThat(world.inside("true", "workdir=" + world.state).output()).contains("jail-workdir-protected");
    }

    @Test
    void aWorkingDirectoryThatIsTooMuchStaysReadOnlyAndIsNamed() {
        for (Path path : List.of(world.home, world.root, world.installation, Path.of("/"), Path.of("/etc"))) {
            JailWorld.Result result = world.inside("touch made", "workdir=" + path);
            assertThat(result.status()).as("%s", path).isNotZero();
            assertThat(result.output()).contains("note: working directory '" + path + "' stays read-only");
        }
    }

    @Test
    void theInstallationIsShownReadOnlyToACommandThatRunsInIt() {
        assertThat(world.inside("cat program", "workdir=" + world.installation).output())
                .contains("program");
    }

    private JailWorld.Result run(String... command) {
        return world.finish(world.start(world.jail(List.of(command))));
    }

    /** A zombie does not run: who inherits it may take its time. */
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitLine(Process process, String expected) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.equals(expected)) {
            line = lines.readLine();
        }
        assertThat(line).isEqualTo(expected);
    }
}
