package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of Exeat that are killed or stopped at a bad moment. */
@EndToEnd
class FaultsTest {
    private static final List<String> ALLOWED = List.of("--allow", "web.allowed.test");

    private final Servers servers;

    FaultsTest(Servers servers) {
        this.servers = servers;
    }

    @ParameterizedTest
    @CsvSource({"ROOT, 0", "ROOT, 250", "ROOT, 600", "ORDINARY, 0", "ORDINARY, 400"})
    @Tag("E-036")
    void gatewayThatIsKilledDuringTheStartLetsNothingRun(Caller caller, int milliseconds) {
        var exeat = Exeat.of(servers, caller);
        var before = Host.now(servers.world());
        String command = "touch started; curl -s -m 5 http://web.allowed.test/hello && touch reached";
        try (var run = exeat.start(Exeat.sandboxArguments("early", ALLOWED, "sh", "-c", command))) {
            var gateway = awaitGateway(run);
            Running.pause(milliseconds);
            boolean startedBefore = Files.exists(exeat.work().resolve("started"));
            gateway.destroyForcibly();
            int status = run.awaitEnd(Duration.ofSeconds(20));
            if (Files.exists(exeat.work().resolve("started"))) {
                // a start that was proven before the kill
                assertThat(run.err()).as(run.toString()).anyMatch(line -> line.contains("walls proven"));
                assertThat(startedBefore || !Files.exists(exeat.work().resolve("reached")))
                        .as(run.toString())
                        .isTrue();
            } else {
                assertThat(status).as(run.toString()).isEqualTo(125);
                assertThat(run.err()).anyMatch(line -> line.startsWith("exeat: error: "));
            }
        }
        Host.awaitGone(Host.processesOf(exeat.work().getParent()));
        assertThat(Host.now(servers.world())).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "ROOT, KILL, 400",
        "ROOT, KILL, 900",
        "ROOT, KILL, 1500",
        "ROOT, TERM, 700",
        "ROOT, INT, 1300",
        "ORDINARY, KILL, 600",
        "ORDINARY, KILL, 1400",
        "ORDINARY, TERM, 1000"
    })
    void exeatThatIsKilledDuringTheStartLeavesNothing(Caller caller, String signal, int milliseconds) {
        var exeat = Exeat.of(servers, caller);
        var before = Host.now(servers.world());
        try (var run = exeat.start(Exeat.sandboxArguments("early", ALLOWED, "sleep", "20"))) {
            Running.pause(milliseconds);
            run.signal(signal);
            assertThat(run.awaitEnd(Duration.ofSeconds(20))).isNotZero();
        }
        Host.awaitGone(Host.processesOf(exeat.work().getParent()));
        assertThat(Host.now(servers.world())).isEqualTo(before);
        assertThat(exeat.run("gc").status()).isZero();
        assertThat(exeat.sandbox("early", ALLOWED, "true").status()).isZero();
    }

    @Test
    void exeatThatIsStoppedClosesTheGatewayAndOpensItAgain() throws IOException {
        var exeat = Exeat.of(servers, Caller.ROOT);
        exeat.write("try.sh", """
                while sleep 0.3; do
                  curl -s -m 2 http://web.allowed.test/hello >/dev/null && echo reached >>tries || echo refused >>tries
                done
                """);
        try (var run = exeat.start(Exeat.sandboxArguments("stopped", ALLOWED, "sh", "try.sh"))) {
            Path tries = exeat.work().resolve("tries");
            awaitLast(tries, "reached");
            run.signal("STOP");
            Running.pause(6000);
            long requests = servers.web().seen().size();
            awaitLast(tries, "refused");
            Running.pause(1500);
            assertThat(servers.web().seen()).hasSize((int) requests);
            assertThat(Files.readAllLines(tries)).endsWith("refused", "refused");
            run.signal("CONT");
            awaitLast(tries, "reached");
            run.signal("TERM");
            run.awaitEnd(Duration.ofSeconds(10));
        }
        exeat.journal("stopped").await(line -> line.is("reason", "no-heartbeat"));
    }

    @ParameterizedTest
    @EnumSource(names = {"ROOT", "ORDINARY"})
    @Tag("D-020")
    void sandboxesOfOneUserDoNotReachEachOther(Caller caller) {
        var exeat = Exeat.of(servers, caller);
        String serve = "cd /; exec /usr/bin/python3 -m http.server --bind :: 5000 >/dev/null 2>&1 &";
        try (var one = Session.start(exeat, "--allow", "web.allowed.test");
                var other = Session.start(exeat, "--allow", "web.allowed.test")) {
            one.sh(serve + " sleep 1.5");
            String mine = one.sh("dig +short web.allowed.test").text();
            for (String address : new String[] {"127.0.0.1", "198.18.0.1", "[fd65:7865:6174::1]", "[::1]"}) {
                assertThat(one.sh("curl -sS -m 4 http://" + address + ":5000/").status())
                        .isZero();
                assertThat(other.sh("curl -sS -m 4 http://" + address + ":5000/")
                                .status())
                        .isNotZero();
            }
            assertThat(other.sh("curl -sS -m 4 http://" + mine + ":5000/").status())
                    .isNotZero();
            assertThat(other.sh("ls " + exeat.state() + "/sandboxes").status()).isNotZero();
        }
    }

    @Test
    @Tag("D-061")
    void gatewayThatRootStartedHasNoPrivileges() {
        try (var session = Session.start(Exeat.of(servers, Caller.ROOT), "--allow", "web.allowed.test")) {
            long pid = Host.gatewayOf(session.running().handle()).pid();
            String status = Commands.must("cat", "/proc/" + pid + "/status");
            assertThat(status).containsPattern("Uid:\\s+[1-9]").containsPattern("Gid:\\s+[1-9]");
            assertThat(status).containsPattern("CapPrm:\\s+0+\\n").containsPattern("CapEff:\\s+0+\\n");
            assertThat(status).containsPattern("NoNewPrivs:\\s+1").containsPattern("Seccomp:\\s+2");
            assertThat(status).containsPattern("Groups:\\s*\\n");
        }
    }

    private static ProcessHandle awaitGateway(Running run) {
        var end = Instant.now().plusSeconds(20);
        while (true) {
            Optional<ProcessHandle> gateway = run.handle()
                    .descendants()
                    .filter(process -> Host.words(process).contains("GatewayMain"))
                    .findFirst();
            if (gateway.isPresent()) {
                return gateway.get();
            }
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("no gateway: " + run);
            }
            Running.pause(10);
        }
    }

    private static void awaitLast(Path file, String text) throws IOException {
        var end = Instant.now().plusSeconds(20);
        while (!Files.exists(file) || !text.equals(last(file))) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("the last line of " + file + " never became " + text);
            }
            Running.pause(50);
        }
    }

    private static String last(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "" : lines.getLast();
    }
}
