package dev.exeat.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.cli.console.Console;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Console console =
            new Console(new PrintWriter(out), new PrintWriter(err), InputStream.nullInputStream());

    private static Summary.Denial denial(String target, long count, String reason) {
        return new Summary.Denial(target, count, reason);
    }

    @Test
    void startLineSaysWhatHolds() {
        new RunReport(console, "calm-otter", false, false)
                .started("strict", 2, 18, Duration.ofMillis(31), List.of("'/tmp/x' is writable"));
        assertThat(err).hasToString("""
                        exeat: sandbox 'calm-otter': strict, 2 targets allowed, walls proven in 31 ms
                        exeat: note: '/tmp/x' is writable
                        """);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void permissiveIsSaidLoudlyAtEveryStart() {
        new RunReport(console, "calm-otter", false, false)
                .started("permissive", 0, 18, Duration.ofMillis(31), List.of());
        assertThat(err.toString()).contains("PERMISSIVE, everything public but denies is allowed");
    }

    @Test
    void endLineNamesTheFlagsThatWouldLetThrough() {
        assertThat(RunReport.sentence(new Summary(
                        true,
                        14,
                        5,
                        List.of(
                                denial("cdn.example.net:443", 3, "not-allowed"),
                                denial("host.exeat.internal:8932", 1, "port-not-allowed"),
                                denial("git.example.net:22", 1, "port-not-allowed")))))
                .isEqualTo(
                        "14 connections allowed, 5 denied (cdn.example.net:443 x3, host.exeat.internal:8932,"
                                + " git.example.net:22); to allow: --allow cdn.example.net,tcp://git.example.net:22 --host-port 8932");
    }

    @Test
    void nothingIsOfferedThatNoFlagOpens() {
        assertThat(RunReport.sentence(new Summary(
                        true,
                        0,
                        2,
                        List.of(
                                denial("192.0.2.1:53", 1, "udp"),
                                denial("169.254.169.254:80", 1, "metadata-address")))))
                .isEqualTo("0 connections allowed, 2 denied (192.0.2.1:53, 169.254.169.254:80)");
    }

    @Test
    void eachRefusalHasTheFlagThatWouldOpenIt() {
        assertThat(RunReport.sentence(new Summary(
                        true,
                        0,
                        4,
                        List.of(
                                denial("git.example:22", 1, "content-unknown"),
                                denial("mail.example:993", 1, "content-late"),
                                denial("wiki.corp.example:443", 1, "special-purpose-address"),
                                denial("api.example:443", 1, "sni-mismatch")))))
                .endsWith("; to allow: --allow tcp://git.example:22,tcp://mail.example:993"
                        + " --allow-private wiki.corp.example");
    }

    @Test
    void aTargetThatIsDeniedForSeveralReasonsIsNamedOnce() {
        assertThat(RunReport.sentence(new Summary(
                        true,
                        0,
                        9,
                        List.of(
                                denial("api.example:443", 5, "sni-mismatch"),
                                denial("api.example:443", 4, "not-tls")))))
                .startsWith("0 connections allowed, 9 denied (api.example:443 x9)");
    }

    @Test
    void quietRunSaysNothing() {
        RunReport quiet = new RunReport(console, "calm-otter", true, true);
        quiet.started("strict", 1, 18, Duration.ofMillis(31), List.of("note"));
        quiet.ended(0, new Summary(true, 1, 0, List.of()));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void linesAreObjectsWhenAskedFor() {
        RunReport report = new RunReport(console, "calm-otter", false, true);
        report.ended(3, new Summary(true, 1, 2, List.of(denial("a.test:443", 2, "not-allowed"))));
        assertThat(err)
                .hasToString(
                        "{\"event\":\"ended\",\"sandbox\":\"calm-otter\",\"exitStatus\":3,\"counted\":true,\"allowed\":1,"
                                + "\"denied\":2,\"denials\":[{\"target\":\"a.test:443\",\"count\":2,\"reason\":\"not-allowed\"}],"
                                + "\"troubles\":[],\"unrecorded\":0,\"unrecordedWhy\":\"\"}\n");
    }

    @Test
    void serversThatFailedAreNamedAfterTheCounts() {
        SummaryLines lines = new SummaryLines();
        lines.add("summary", "0 2");
        lines.add("trouble", "resolver 10.0.0.53 14 14 no answer in time");
        lines.add("trouble", "proxy http://proxy.test:3128 3 4 the upstream proxy answers 407");
        lines.add("trouble", "resolver short");
        new RunReport(console, "calm-otter", false, false).ended(0, lines.summary());
        assertThat(err.toString().lines())
                .containsExactly(
                        "exeat: 0 connections allowed, 2 denied",
                        "exeat: the resolver 10.0.0.53 did not answer 14 of 14 questions (no answer in time);"
                                + " --dns-upstream names another",
                        "exeat: the upstream proxy http://proxy.test:3128 failed for 3 of 4 connections"
                                + " (the upstream proxy answers 407); --upstream-proxy names another");
    }

    @Test
    void whatIsNotInTheJournalIsNotClaimed() {
        SummaryLines lines = new SummaryLines();
        lines.add("summary", "1 12");
        lines.add("unrecorded", "12 no space left on device");
        new RunReport(console, "calm-otter", false, false).ended(0, lines.summary());
        assertThat(err.toString())
                .endsWith("exeat: 12 records of this run are not in the journal, which could not be written:"
                        + " no space left on device\n");
        assertThat(lines.summary().unrecorded()).isEqualTo(new Summary.Unrecorded(12, "no space left on device"));
    }
}
