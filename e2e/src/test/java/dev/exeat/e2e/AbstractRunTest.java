package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a run starts, ends and fails. */
@EndToEnd
abstract class AbstractRunTest {
    private static final List<String> ALLOWED = List.of("--allow", "web.allowed.test");

    private final Servers servers;
    private final Caller caller;
    private Exeat exeat;

    AbstractRunTest(Servers servers, Caller caller) {
        this.servers = servers;
        this.caller = caller;
    }

    @BeforeAll
    void home() {
        exeat = Exeat.of(servers, caller);
    }

    @Test
    void standardOutputIsTheCommandsAloneAndStandardErrorSaysWhatHeldAndHappened() {
        Outcome outcome = exeat.sandbox(
                "plain",
                ALLOWED,
                "sh",
                "-c",
                "curl -sS http://web.allowed.test/hello; curl -s http://web.denied.test/; curl -s http://" + Places.WEB4
                        + "/; exit 0");
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).startsWith("hello from").doesNotContain("exeat");
        List<String> err = outcome.err().lines().toList();
        assertThat(err.getFirst()).startsWith("exeat: sandbox 'plain': strict").contains("walls proven");
        assertThat(err.getLast()).startsWith("exeat: ").contains("denied");
        assertThat(outcome.err()).contains("web.denied.test").contains("--allow");
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 7, 7", "kill -9 $$, 137", "kill -TERM $$, 143"})
    void statusIsTheCommandsOwn(String script, int status) {
        assertThat(exeat.sandbox("status", ALLOWED, "bash", "-c", script).status())
                .isEqualTo(status);
    }

    @Test
    void commandThatIsMissingOrNoProgramHasTheStatusThatAShellGives() {
        assertThat(exeat.sandbox("missing", ALLOWED, "no-such-program").status())
                .isEqualTo(127);
        exeat.write("plain.txt", "no program");
        assertThat(exeat.sandbox("plain-text", ALLOWED, "./plain.txt").status()).isEqualTo(126);
    }

    @Test
    void wrongUsageIsTwoAndSaysWhatIsWrong() {
        assertThat(exeat.run("run", "--no-such-flag", "--", "true").status()).isEqualTo(2);
        assertThat(exeat.run("run", "--allow", "web.allowed.test").status()).isEqualTo(2);
        Outcome outcome = exeat.run("run", "--allow", "api.*.test", "--allow", "bad..name", "--", "true");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("api.*.test").contains("bad..name");
    }

    @Test
    void workingDirectoryUserAndArgumentsAreKept() {
        Outcome outcome = exeat.sandbox(
                "kept", ALLOWED, "sh", "-c", "pwd; id -u; echo \"$1\"; echo \"[$2]\"; touch made", "sh", "a  b", "");
        assertThat(outcome.out().lines())
                .containsExactly(exeat.work().toString(), Integer.toString(caller.uid()), "a  b", "[]");
        assertThat(Files.exists(exeat.work().resolve("made"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    @Tag("E-032")
    void signalIsForwardedAndTheCommandMayHandleIt(String signal, int status) {
        var handled = exeat.start(Exeat.sandboxArguments(
                "handled",
                ALLOWED,
                "bash",
                "-c",
                "trap 'echo caught; exit 5' " + signal + "; echo up; sleep 30 & wait"));
        try (handled) {
            handled.awaitText("up");
            handled.signal(signal);
            assertThat(handled.awaitEnd(Duration.ofSeconds(10))).isEqualTo(5);
            assertThat(handled.out()).contains("caught");
        }
        var plain = exeat.start(Exeat.sandboxArguments("plain", ALLOWED, "bash", "-c", "echo up; exec sleep 30"));
        try (plain) {
            plain.awaitText("up");
            plain.signal(signal);
            assertThat(plain.awaitEnd(Duration.ofSeconds(10))).isEqualTo(status);
        }
    }

    @Test
    void nothingIsLeftAfterARun() {
        var before = Host.now(servers.world());
        var run = exeat.start(Exeat.sandboxArguments("clean", ALLOWED, "bash", "-c", "echo up; read -r x"));
        run.awaitText("up");
        var tree = Host.treeOf(run.handle());
        run.say("end");
        assertThat(run.awaitEnd(Duration.ofSeconds(10))).isZero();
        Host.awaitGone(tree);
        assertThat(Host.now(servers.world())).isEqualTo(before);
    }

    @Test
    void killedExeatLeavesNoProcessMountOrNamespace() {
        var before = Host.now(servers.world());
        var run = exeat.start(Exeat.sandboxArguments("killed", ALLOWED, "bash", "-c", "echo up; sleep 60 & wait"));
        run.awaitText("up");
        var tree = Host.treeOf(run.handle());
        assertThat(tree).hasSizeGreaterThan(2);
        run.signal("KILL");
        Host.awaitGone(tree);
        assertThat(Host.now(servers.world())).isEqualTo(before);
        assertThat(exeat.run("gc").status()).isZero();
        assertThat(exeat.sandbox("killed", ALLOWED, "true").status()).isZero();
    }

    @Test
    @Tag("D-038")
    void killedGatewayLeavesTheCommandWithoutNetwork() {
        try (var session = Session.start(exeat, "--allow", "web.allowed.test")) {
            assertThat(session.sh("curl -sS -m 5 http://web.allowed.test/hello").text())
                    .startsWith("hello from");
            long requests = servers.web().seen().size();
            Host.gatewayOf(session.running().handle()).destroyForcibly();
            for (String target : new String[] {"web.allowed.test", Places.WEB4, "[" + Places.WEB6 + "]"}) {
                if (session.running().isAlive()) {
                    attempt(session, target);
                }
            }
            assertThat(servers.web().seen()).hasSize((int) requests);
        }
    }

    // Exeat may end the command when its gateway is gone: then there is nobody left to try
    private static void attempt(Session session, String target) {
        try {
            assertThat(session.sh("curl -sS -m 3 http://" + target + "/hello").status())
                    .isNotZero();
        } catch (AssertionError | IllegalStateException e) {
            session.running().awaitEnd(Duration.ofSeconds(10));
        }
    }

    @Test
    @Tag("D-037")
    void firstInstructionOfACommandFindsTheWallsClosed() {
        long reached = servers.web().reachedAt(Places.WEB4);
        for (int i = 0; i < 5; i++) {
            exeat.sandbox("race", ALLOWED, "bash", "-c", "echo x >/dev/tcp/" + Places.WEB4 + "/80");
        }
        assertThat(servers.web().reachedAt(Places.WEB4)).isEqualTo(reached);
    }

    @Test
    void airgappedHasNoNetworkAndNoGateway() {
        Outcome outcome = exeat.run(
                "run",
                "--profile",
                "airgapped",
                "--",
                "sh",
                "-c",
                "getent hosts web.allowed.test; curl -sS -m 3 http://" + Places.WEB4 + "/ ; ip -o link | wc -l");
        assertThat(outcome.out().strip()).isEqualTo("1");
        assertThat(outcome.err()).contains("airgapped");
    }

    @Test
    void exitOfTheCommandEndsItsBackgroundProcesses() {
        var run = exeat.start(
                Exeat.sandboxArguments("orphans", ALLOWED, "bash", "-c", "setsid sleep 61 & disown; echo up; sleep 1"));
        run.awaitText("up");
        var tree = Host.treeOf(run.handle());
        assertThat(tree.values()).anyMatch(words -> words.contains("sleep 61"));
        assertThat(run.awaitEnd(Duration.ofSeconds(10))).isZero();
        Host.awaitGone(tree);
    }
}
