package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The journal through the commands that read it, and what happens when it cannot be written. */
@EndToEnd
class AuditTest {
    private static final List<String> ALLOWED = List.of("--allow", "web.allowed.test,tcp://tcp.allowed.test:2009");

    private final Servers servers;
    private Exeat exeat;

    AuditTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void runOnce() {
        exeat = Exeat.of(servers, Caller.ROOT);
        Outcome outcome = exeat.sandbox(
                "audited",
                ALLOWED,
                "bash",
                "-c",
                "curl -s 'http://web.allowed.test/hello?token=canary-secret'; curl -s http://web.denied.test/;"
                        + " curl -s http://" + Places.WEB4 + "/; head -c 300000 /dev/zero >/dev/tcp/tcp.allowed.test/"
                        + Places.SINK + "; exit 3");
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(3);
    }

    @Test
    void logsShowWhatWasDeniedAndWhatWasAllowed() {
        Outcome all = exeat.run("logs", "audited");
        assertThat(all.status()).isZero();
        assertThat(all.out()).contains("web.allowed.test").contains("web.denied.test");
        Outcome denied = exeat.run("logs", "LAST", "--denied");
        assertThat(denied.out()).contains("web.denied.test").contains("literal-address");
        assertThat(denied.out().lines().filter(line -> line.contains("web.allowed.test")))
                .isEmpty();
        Outcome json = exeat.run("logs", "audited", "--json");
        assertThat(json.out().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(json.out().lines().map(Journal.Line::of))
                .anyMatch(line -> line.denies("web.denied.test", 0))
                .anyMatch(line -> line.denies(Places.WEB4, 80));
        assertThat(exeat.run("logs", "audited", "--since", "10m", "--json").out())
                .contains("web.denied.test");
    }

    @Test
    @Tag("D-052")
    void finishedConnectionHasItsBytesAndItsDuration() {
        var line = exeat.journal("audited").await(l -> l.is("event", "closed") && l.is("name", "tcp.allowed.test"));
        assertThat(Long.parseLong(line.get("bytesOut"))).isEqualTo(300000);
        assertThat(line.get("milliseconds")).isNotEmpty();
    }

    @Test
    @Tag("H-015")
    void queryStringsAndPayloadsAreNotInTheJournal() throws IOException {
        assertThat(Files.readString(exeat.journal("audited").file())).doesNotContain("canary-secret");
    }

    @Test
    void probesAreInTheJournalBeforeAnythingElseHappened() {
        var lines = exeat.journal("audited").lines();
        int firstProbe = index(lines, "probe");
        int lastProbe = lines.size() - 1 - index(lines.reversed(), "probe");
        int firstConnection = lines.indexOf(lines.stream()
                .filter(line -> line.is("event", "connection") && line.is("name", "web.allowed.test"))
                .findFirst()
                .orElseThrow());
        assertThat(firstProbe).isNotNegative();
        assertThat(lastProbe).isLessThan(firstConnection);
    }

    private static int index(List<Journal.Line> lines, String event) {
        return lines.indexOf(lines.stream()
                .filter(line -> line.is("event", event))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void editedRemovedAndAddedLinesAreNoticed() throws IOException {
        Path file = exeat.journal("audited").file();
        List<String> lines = Files.readAllLines(file);
        assertThat(exeat.run("audit", "verify", "audited").status()).isZero();
        try {
            Files.writeString(file, String.join("\n", lines).replaceFirst("web.denied.test", "web.other.test") + "\n");
            Outcome edited = exeat.run("audit", "verify", "audited");
            assertThat(edited.status()).as(edited.toString()).isEqualTo(1);
            var fewer = new java.util.ArrayList<>(lines);
            fewer.remove(lines.size() / 2);
            Files.writeString(file, String.join("\n", fewer) + "\n");
            assertThat(exeat.run("audit", "verify", "LAST").status()).isEqualTo(1);
        } finally {
            Files.writeString(file, String.join("\n", lines) + "\n");
        }
        assertThat(exeat.run("audit", "verify", "audited").status()).isZero();
    }

    @Test
    void stateIsTheOwnersAlone() {
        String modes = Commands.must(
                "stat",
                "-c",
                "%a",
                exeat.state().toString(),
                exeat.journal("audited").file().toString());
        assertThat(modes.lines()).containsExactly("700", "600");
    }

    @Test
    @Tag("E-009")
    void fullDiskRefusesNewConnections() throws IOException {
        var small = Exeat.of(servers, Caller.ROOT);
        Files.createDirectories(small.state());
        Commands.must(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=256k,mode=700",
                "none",
                small.state().toString());
        try (var session = Session.start(small, "--allow", "web.allowed.test")) {
            assertThat(session.sh("curl -sS -m 5 http://web.allowed.test/hello").status())
                    .isZero();
            Commands.run("sh", "-c", "cat /dev/zero >$0/ballast", small.state().toString());
            boolean refused = false;
            for (int i = 0; i < 40 && !refused; i++) {
                refused = session.sh("curl -sS -m 5 http://web.allowed.test/hello")
                                .status()
                        != 0;
            }
            assertThat(refused).isTrue();
            long before = servers.web().seen().size();
            assertThat(session.sh("curl -sS -m 5 http://web.allowed.test/hello").status())
                    .isNotZero();
            assertThat(servers.web().seen()).hasSize((int) before);
        } finally {
            Commands.run("umount", "-l", small.state().toString());
        }
    }

    @Test
    void logsOfARunningSandboxCanBeFollowed() {
        var other = Exeat.of(servers, Caller.ROOT);
        try (var session = Session.start(other, "--allow", "web.allowed.test");
                var follow = other.start("logs", session.name(), "-f")) {
            session.sh("curl -s -m 5 http://first.followed.test/");
            follow.awaitText("first.followed.test");
            session.sh("curl -s -m 5 http://second.followed.test/");
            follow.awaitText("second.followed.test");
            follow.signal("INT");
            follow.awaitEnd(Duration.ofSeconds(5));
        }
    }
}
