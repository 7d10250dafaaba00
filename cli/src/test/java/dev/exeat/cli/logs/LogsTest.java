package dev.exeat.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxClaim;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.cli.state.SandboxName;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.cli.state.Status;
import dev.exeat.gateway.audit.AuditEntry;
import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.audit.Field;
import dev.exeat.gateway.audit.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private static final LogFilter ALL = new LogFilter(false, false, Instant.MIN);

    @TempDir
    Path folder;

    private static AuditEntry allowed(String name, int port) {
        return AuditEntry.of(Event.CONNECTION)
                .with(Field.NAME, name)
                .with(Field.PORT, port)
                .with(Field.VERDICT, "allow")
                .with(Field.RULE, name);
    }

    private static AuditEntry denied(String name, int port) {
        return AuditEntry.of(Event.CONNECTION)
                .with(Field.NAME, name)
                .with(Field.PORT, port)
                .with(Field.VERDICT, "deny")
                .with(Field.REASON, "not-allowed");
    }

    private SandboxDirectory sandbox(AuditEntry... entries) throws Exception {
        try (SandboxClaim claim = claim()) {
            claim.write(SandboxState.starting(claim.name(), "strict", List.of("curl"), List.of())
                    .with(new Status.Ended(0, Instant.now())));
            try (Journal journal = journal(claim.directory())) {
                for (AuditEntry entry : entries) {
                    journal.append(entry);
                }
            }
            return claim.directory();
        }
    }

    private SandboxClaim claim() {
        return ExeatHome.open(folder.resolve("home"))
                .claim(SandboxName.parse("calm-otter").orElseThrow());
    }

    private static Journal journal(SandboxDirectory directory) throws Exception {
        return Journal.open(directory.journal(), "calm-otter", fault -> {});
    }

    private static List<AuditRecord> read(SandboxDirectory sandbox, LogFilter filter) {
        List<AuditRecord> lines = new ArrayList<>();
        new LogFeed(sandbox, filter, false).read(false, (record, text) -> lines.add(record));
        return lines;
    }

    @Test
    void deniedAndAllowedLinesAreToldApart() throws Exception {
        SandboxDirectory sandbox = sandbox(allowed("a.example", 443), denied("b.example", 443));
        assertThat(read(sandbox, ALL)).hasSize(2);
        assertThat(read(sandbox, new LogFilter(true, false, Instant.MIN)))
                .extracting(AuditRecord::name)
                .containsExactly("b.example");
        assertThat(read(sandbox, new LogFilter(false, true, Instant.MIN)))
                .extracting(AuditRecord::name)
                .containsExactly("a.example");
        assertThat(read(sandbox, new LogFilter(true, true, Instant.MIN))).hasSize(2);
        assertThat(read(sandbox, new LogFilter(false, false, Instant.now().plus(Duration.ofMinutes(1)))))
                .isEmpty();
    }

    @Test
    void aLineReadsFromLeftToRight() throws Exception {
        SandboxDirectory sandbox = sandbox(denied("b.example", 8443).with(Field.ADDRESS, "198.18.1.4"));
        String line = LogText.of(read(sandbox, ALL).getFirst());
        assertThat(line).matches("\\S{24}  deny   connection  b\\.example:8443 \\(198\\.18\\.1\\.4\\)  not-allowed");
    }

    @Test
    void whatAWorkloadWroteCannotSteerTheTerminal() throws Exception {
        SandboxDirectory sandbox = sandbox(denied("\u001b[2Jevil\n\u202e", 1));
        assertThat(LogText.of(read(sandbox, ALL).getFirst()))
                .contains("?[2Jevil??:1")
                .doesNotContain("\u001b");
    }

    @Test
    void totalsAreByNameAndPort() throws Exception {
        SandboxDirectory sandbox = sandbox(
                allowed("a.example", 443),
                allowed("a.example", 443),
                AuditEntry.of(Event.CLOSED)
                        .with(Field.NAME, "a.example")
                        .with(Field.PORT, 443)
                        .with(Field.BYTES_OUT, 100)
                        .with(Field.BYTES_IN, 2000),
                denied("b.example", 22).with(Field.COUNT, 3));
        LogSummary summary = new LogSummary();
        read(sandbox, ALL).forEach(summary::add);
        assertThat(summary.table())
                .containsExactly(
                        "TARGET         KIND  ALLOWED  DENIED  BYTES OUT  BYTES IN  REASONS",
                        "b.example:22   out   0        3       0          0         not-allowed",
                        "a.example:443  out   2        0       100        2000");
    }

    @Test
    void manyNamesDoNotCostMemoryWithoutEnd() {
        LogSummary summary = new LogSummary();
        for (int i = 0; i < 20_000; i++) {
            summary.add(new AuditRecord(Instant.EPOCH, i, "s", denied("n" + i + ".example", 1), ""));
        }
        assertThat(summary.table()).hasSize(1 + 10_000 + 1).anyMatch(line -> line.startsWith("(others)"));
    }

    @Test
    void aRunningSandboxIsFollowedUntilItIsOver() throws Exception {
        try (SandboxClaim claim = claim();
                Journal journal = journal(claim.directory())) {
            SandboxState state = SandboxState.starting(claim.name(), "strict", List.of("curl"), List.of());
            claim.write(state);
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            Thread follower = Thread.ofPlatform()
                    .start(() -> new LogFeed(claim.directory(), ALL, false)
                            .read(true, (record, text) -> seen.add(record.name())));
            for (String name : List.of("first.example", "second.example")) {
                journal.append(denied(name, 1));
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(name);
            }
            claim.write(state.with(new Status.Ended(0, Instant.now())));
            assertThat(follower.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void aTailIsOfWhatIsThereAndThenEverythingFollows() throws Exception {
        try (SandboxClaim claim = claim();
                Journal journal = journal(claim.directory())) {
            SandboxState state = SandboxState.starting(claim.name(), "strict", List.of("curl"), List.of());
            claim.write(state);
            for (String name : List.of("a.example", "b.example", "c.example")) {
                journal.append(denied(name, 1));
            }
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            Tail tail = new Tail(2, seen::add);
            Thread follower = Thread.ofPlatform()
                    .start(() -> new LogFeed(claim.directory(), ALL, false)
                            .read(true, (record, text) -> tail.take(record.name()), tail::release));
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("b.example");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("c.example");
            for (String name : List.of("d.example", "e.example", "f.example")) {
                journal.append(denied(name, 1));
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(name);
            }
            claim.write(state.with(new Status.Ended(0, Instant.now())));
            assertThat(follower.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void whatTheProbesDidIsLeftOutUnlessItIsAskedFor() throws Exception {
        SandboxDirectory sandbox = sandbox(
                AuditEntry.of(Event.START),
                denied("192.0.2.1", 80),
                probe("literal-ipv4", "pass"),
                denied("192.0.2.2", 81),
                probe("routes", "fail"),
                denied("192.0.2.3", 82),
                probe("proved", "pass"),
                denied("b.example", 443));
        assertThat(read(sandbox, ALL)).extracting(AuditRecord::name).containsExactly("", "routes", "b.example");
        List<String> all = new ArrayList<>();
        new LogFeed(sandbox, ALL, true).read(false, (record, text) -> all.add(record.name()));
        assertThat(all)
                .containsExactly(
                        "", "192.0.2.1", "literal-ipv4", "192.0.2.2", "routes", "192.0.2.3", "proved", "b.example");
    }

    @Test
    void theAttemptsOfAStartThatNeverCameToAResultAreShown() throws Exception {
        SandboxDirectory sandbox = sandbox(AuditEntry.of(Event.START), denied("192.0.2.1", 80));
        assertThat(read(sandbox, ALL)).extracting(AuditRecord::name).containsExactly("", "192.0.2.1");
    }

    private static AuditEntry probe(String name, String verdict) {
        return AuditEntry.of(Event.PROBE).with(Field.NAME, name).with(Field.VERDICT, verdict);
    }

    @Test
    void aMissingJournalIsSaid() {
        try (SandboxClaim claim = claim()) {
            assertThatThrownBy(() -> read(claim.directory(), ALL))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("has no journal");
        }
    }
}
