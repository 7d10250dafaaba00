package dev.exeat.cli.suggest;

import static dev.exeat.cli.suggest.WrittenJournal.allowed;
import static dev.exeat.cli.suggest.WrittenJournal.closed;
import static dev.exeat.cli.suggest.WrittenJournal.denied;
import static dev.exeat.cli.suggest.WrittenJournal.probe;
import static dev.exeat.cli.suggest.WrittenJournal.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.json.JsonText;
import dev.exeat.gateway.audit.AuditEntry;
import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.HostPort;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuggestionTest {
    private static final String PUBLIC = "44.0.0.1 2a0f::1";

    @TempDir
    Path folder;

    private final List<AuditEntry> lines = new ArrayList<>();
    private long number;

    @BeforeEach
    void begin() {
        lines.add(AuditEntry.of(Event.START));
        lines.add(probe("pass"));
    }

    private static Flow flow(String target) {
        return HostPort.parse(target).orElseThrow().flow();
    }

    /** A connection whose protocol shows only at its end, as where any bytes pass. */
    private void used(String target, String protocol, String addresses) {
        number++;
        lines.add(allowed(number, flow(target), "tcp", addresses));
        lines.add(closed(number, flow(target), protocol, "complete"));
    }

    private Suggestion suggestion() throws Exception {
        // what comes within moments of a probe's result is the probe's
        lines.add(2, AuditEntry.of(Event.POLICY));
        return Suggestion.of(WrittenJournal.of(folder.resolve("home"), lines));
    }

    /** The policy without the two lines that name the sandbox and the times. */
    private String policy(boolean withDenied) throws Exception {
        return suggestion().text(withDenied).lines().skip(2).reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void eachHostIsOneEntryOfTheKindThatItsBytesWere() throws Exception {
        used("web.example:443", "tls", PUBLIC);
        used("web.example:80", "http", PUBLIC);
        used("only.web.example:443", "tls", PUBLIC);
        used("git.example:22", "tcp", PUBLIC);
        used("api.example:8443", "tls", PUBLIC);
        used("many.example:443", "tls", PUBLIC);
        used("many.example:8443", "tls", PUBLIC);
        used("many.example:8444", "http", PUBLIC);
        used("many.example:5432", "tcp", PUBLIC);
        used("odd.example:443", "http", PUBLIC);
        used("odd.example:80", "http", PUBLIC);
        used("wiki.corp.example:443", "tls", "10.1.2.3");
        used("db.corp.example:5432", "tcp", "10.1.2.4 fd00::4");
        used("44.0.0.9:443", "tls", "44.0.0.9");
        used("[2a0f::9]:5432", "tcp", "2a0f::9");
        used("10.9.9.9:25", "tcp", "10.9.9.9");
        used("host.exeat.internal:8931", "tcp", "127.0.0.1");
        used("host.docker.internal:8932", "tcp", "127.0.0.1");
        used("db:5432", "tcp", "10.1.2.4");
        assertThat(policy(false)).isEqualTo("""
                version: 1
                profile: strict
                egress:
                  allow:
                    - api.example:8443
                    - host: "db"
                      ports: [5432]
                      scheme: tcp
                      private: true
                    - host: db.corp.example
                      ports: [5432]
                      scheme: tcp
                      private: true
                    - tcp://git.example:22
                    - host: many.example
                      ports: [443, 8443-8444]
                    - tcp://many.example:5432
                    - odd.example:80
                    - tcp://odd.example:443
                    - only.web.example
                    - web.example
                    - host: wiki.corp.example
                      private: true
                    - cidr: 10.9.9.9/32
                      ports: [25]
                      scheme: tcp
                    - cidr: 44.0.0.9/32
                      ports: [443]
                    - cidr: "2a0f::9/128"
                      ports: [5432]
                      scheme: tcp
                host: [8931-8932]
                """);
    }

    @Test
    void theSandboxAndItsTimesStandAtTheTop() throws Exception {
        used("web.example:443", "tls", PUBLIC);
        Suggestion suggestion = suggestion();
        assertThat(suggestion.text(false).lines().limit(2).toList())
                .first()
                .asString()
                .matches("# What the sandbox 'calm-otter' used from \\S{19}Z to \\S{19}Z\\.");
        assertThat(suggestion.text(false)).isEqualTo(suggestion.text(false));
    }

    @Test
    void whatWasDeniedIsLeftOutUnlessItIsAskedFor() throws Exception {
        used("web.example:443", "tls", PUBLIC);
        lines.add(question("cdn.example", "deny"));
        lines.add(question("cdn.example", "deny"));
        lines.add(denied(Event.CONNECTION, flow("web.example:25"), "port-not-allowed"));
        lines.add(denied(Event.CONNECTION, flow("44.0.0.9:443"), "literal-address"));
        lines.add(denied(Event.CONNECTION, flow("wiki.example:443"), "special-purpose-address"));
        lines.add(denied(Event.CONNECTION, flow("web.example:9000"), "content-unknown"));
        lines.add(denied(Event.CONNECTION, flow("169.254.169.254:80"), "metadata-address"));
        lines.add(denied(Event.CONNECTION, flow("host.exeat.internal:22"), "not-allowed"));
        lines.add(denied(Event.REFUSED, flow("44.0.0.53:123"), "udp"));
        String used = """
                version: 1
                profile: strict
                egress:
                  allow:
                    - web.example
                """;
        Suggestion suggestion = suggestion();
        assertThat(suggestion.text(false)).endsWith(used);
        assertThat(suggestion.text(true)).endsWith(used + """
                # Denied. Allow what you trust by taking the '#' away:
                #    - cidr: 44.0.0.9/32  # literal-address
                #      ports: [443]
                #    - cdn.example  # not-allowed
                #    - web.example:25  # port-not-allowed
                #    - tcp://web.example:9000  # content-unknown
                #    - host: wiki.example  # special-purpose-address
                #      private: true
                # Denied, and opened by no item of 'egress.allow':
                #   169.254.169.254:80  # metadata-address
                #   44.0.0.53:123  # udp
                #   host.exeat.internal:22  # not-allowed, opened by 'host: [22]'
                """);
        assertThat(JsonText.of(suggestion.json(true)))
                .contains("{\"target\":\"cdn.example\",\"port\":0,\"reason\":\"not-allowed\",\"count\":2}");
        assertThat(suggestion.json(false)).doesNotContainKey("denied");
    }

    @Test
    void whatWasDeniedIsAValidPolicyOnceTheMarksAreTakenAway() throws Exception {
        lines.add(question("cdn.example", "deny"));
        lines.add(denied(Event.CONNECTION, flow("44.0.0.9:443"), "literal-address"));
        String opened = suggestion().text(true).replaceAll("(?m)^#(egress|  allow|    - |      )", "$1");
        assertThat(Suggested.policy(opened).rules()).hasSize(2);
    }

    @Test
    void whatWasOnlyLookedUpOrNeverAnsweredIsAComment() throws Exception {
        lines.add(question("looked.example", "allow"));
        lines.add(question("web.example", "allow"));
        lines.add(question("gone.example", "allow"));
        lines.add(question("proxy.exeat.internal", "allow"));
        lines.add(question("4.1.18.198.in-addr.arpa", "allow"));
        used("web.example:443", "tls", PUBLIC);
        Flow gone = flow("gone.example:8443");
        lines.add(allowed(90, gone, "tcp", PUBLIC));
        lines.add(closed(90, gone, "tcp", "connect-failed"));
        assertThat(policy(false)).isEqualTo("""
                version: 1
                profile: strict
                egress:
                  allow:
                    - web.example
                # Looked up and never connected to:
                #   looked.example
                # Allowed, and never answered:
                #   gone.example:8443
                """);
    }

    @Test
    void theTrafficOfTheProbesIsNoUse() throws Exception {
        Flow required = flow("required.example:443");
        lines.clear();
        lines.add(AuditEntry.of(Event.START));
        lines.add(allowed(1, flow("walls.example:443"), "tls", PUBLIC));
        lines.add(probe("pass"));
        lines.add(AuditEntry.of(Event.POLICY));
        lines.add(question("required.example", "allow"));
        lines.add(allowed(2, required, "tcp", PUBLIC));
        lines.add(closed(2, required, "tcp", "probed"));
        Suggestion suggestion = Suggestion.of(WrittenJournal.of(folder.resolve("home"), lines));
        assertThat(suggestion.entries()).isEmpty();
        assertThat(suggestion.size()).isZero();
        assertThat(suggestion.text(true)).endsWith("version: 1\nprofile: strict\n");
    }

    @Test
    void connectionsOfOneNumberAreToldApartAndOnesWithoutAnEndCount() throws Exception {
        Flow one = flow("one.example:80");
        Flow two = flow("two.example:9000");
        lines.add(allowed(1, one, "http", PUBLIC));
        lines.add(closed(1, one, "http", "answer-refused"));
        lines.add(closed(1, one, "http", "complete"));
        lines.add(allowed(1, two, "tcp", PUBLIC));
        // another gateway on the same journal: its first connection is not the end of the other's
        lines.add(AuditEntry.of(Event.START));
        lines.add(probe("pass"));
        lines.add(AuditEntry.of(Event.POLICY));
        lines.add(closed(1, two, "tls", "complete"));
        assertThat(policy(false)).endsWith("    - one.example\n    - tcp://two.example:9000\n");
    }

    @Test
    void whatACommandMadeUpStaysInItsComment() throws Exception {
        lines.add(question("a\nprofile: permissive\u001b[2J\u202e", "deny"));
        assertThat(suggestion().text(true))
                .contains("#   a?profile: permissive?[2J?  # not-allowed\n")
                .doesNotContain("\u001b");
    }

    @Test
    void morePlacesThanAPolicyIsGoodForAreAnError() {
        JournalUse use = new JournalUse();
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= JournalUse.MOST; i++) {
                        Flow flow = Flow.to(HostName.parse("n" + i + ".example").orElseThrow(), 443);
                        use.add(record(allowed(i, flow, "tls", PUBLIC)));
                        use.add(record(closed(i, flow, "tls", "complete")));
                    }
                })
                .isInstanceOf(Failure.class)
                .hasMessageContaining("more than 10000 targets");
    }

    @Test
    void namesThatAreOnlyAskedForCostNoMemoryWithoutEnd() {
        JournalUse use = new JournalUse();
        for (int i = 0; i < 3 * JournalUse.MOST; i++) {
            use.add(record(question("n" + i + ".example", i % 2 == 0 ? "allow" : "deny")));
        }
        Suggestion suggestion = use.suggestion("calm-otter");
        assertThat(suggestion.lookedUp()).hasSize(JournalUse.MOST);
        assertThat(suggestion.denied()).hasSize(JournalUse.MOST);
        assertThat(suggestion.text(true))
                .contains("#   and 9500 more")
                .hasLineCount(2 + 2 + 1 + 2 + 500 + 1 + 1 + 500 + 1);
    }

    private static AuditRecord record(AuditEntry entry) {
        return new AuditRecord(Instant.EPOCH, 1, "calm-otter", entry, "");
    }
}
