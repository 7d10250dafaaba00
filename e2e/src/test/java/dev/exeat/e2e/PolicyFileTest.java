package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a policy file says is what a run holds to. */
@EndToEnd
class PolicyFileTest {
    private final Servers servers;
    private Exeat exeat;

    PolicyFileTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeEach
    void home() {
        exeat = Exeat.of(servers, Caller.ORDINARY);
    }

    private Outcome run(String name, String policy, String script) {
        exeat.write("policy.yaml", policy);
        return exeat.sandbox(name, List.of("--policy", "policy.yaml"), "sh", "-c", script);
    }

    @Test
    void whatTheFileAllowsIsReachedAndNothingElse() {
        Outcome outcome = run(
                "file",
                """
                version: 1
                egress:
                  allow:
                    - host: "*.allowed.test"
                      ports: [80]
                      description: the tests' servers
                  deny: [v4.allowed.test]
                """,
                "curl -sS http://web.allowed.test/hello; echo; curl -sS -m 3 http://v4.allowed.test/hello;"
                        + " curl -sS -m 3 http://web.denied.test/hello; curl -sS -m 3 http://web.allowed.test:8080/");
        assertThat(outcome.out().lines()).as(outcome.toString()).hasSize(1);
        assertThat(outcome.err()).contains("1 connection allowed");
        assertThat(exeat.journal("file")
                        .await(line -> line.denies("v4.allowed.test", 0))
                        .get("reason"))
                .isEqualTo("denied-by-rule");
    }

    @Test
    void laterFilesAndFlagsAddRulesAndTheStrongestProfileCounts() {
        exeat.write("weak.yaml", "version: 1\nprofile: permissive\negress: { deny: [v4.allowed.test] }\n");
        exeat.write("strong.yaml", "version: 1\nprofile: strict\negress: { allow: [web.allowed.test:80] }\n");
        Outcome outcome = exeat.sandbox(
                "layers",
                List.of("--policy", "weak.yaml", "--policy", "strong.yaml", "--allow", "**.allowed.test:80"),
                "sh",
                "-c",
                "for n in web.allowed v6.allowed v4.allowed web.denied; do"
                        + " curl -s -m 3 http://$n.test/hello >/dev/null && echo $n; done; true");
        assertThat(outcome.out().lines()).as(outcome.toString()).containsExactly("web.allowed", "v6.allowed");
        Outcome shown = exeat.run("policy", "show", "layers");
        assertThat(shown.out())
                .as(shown.toString())
                .contains("profile strict", "v4.allowed.test", "--allow **.allowed.test:80");
    }

    @Test
    void everyProblemOfTheFileIsSaidAndNothingIsRun() {
        Outcome outcome = run(
                "broken",
                "version: 1\negress:\n  allow:\n    - api.*.test\n    - ruleset: maven\nhots: [1]\n",
                "echo ran");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines().filter(line -> line.contains(": error: ")))
                .extracting(line -> line.replaceFirst(": error:.*", ""))
                .containsExactly("policy.yaml:4:7", "policy.yaml:5:7", "policy.yaml:6:1");
        assertThat(outcome.err()).contains("did you mean 'host'?");
    }

    @Test
    void portsResolversAndLimitsOfTheFileAreEnforced() {
        exeat.write("policy.yaml", """
                version: 1
                egress: { allow: ["tcp://tcp.allowed.test:2525", "tcp://tcp.allowed.test:2007", "**.many.test"] }
                host: [8931]
                dns: { upstream: ["%s"], queries-per-minute: 60 }
                limits: { connections: 2 }
                """.formatted(Places.DNS4));
        String script = """
                cat </dev/tcp/host.exeat.internal/8931
                exec 3<>/dev/tcp/tcp.allowed.test/2007; exec 4<>/dev/tcp/tcp.allowed.test/2007; sleep 0.3
                timeout 3 cat </dev/tcp/tcp.allowed.test/2525 && echo third
                for i in $(seq 80); do getent hosts n$i.many.test; done
                true""";
        Outcome outcome = exeat.run("run", "--name", "limits", "--policy", "policy.yaml", "--", "bash", "-c", script);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).as(outcome.toString()).contains("220 ready").doesNotContain("third");
        assertThat(exeat.journal("limits").lines()).anyMatch(line -> line.is("reason", "connection-limit"));
        assertThat(exeat.journal("limits").lines()).anyMatch(line -> line.is("reason", "query-limit"));
        assertThat(servers.dns().questionsFor("many.test")).hasSizeBetween(1, 80);
    }

    @Test
    void whatIsRequiredIsProvedBeforeTheCommandStarts() {
        Outcome outcome = run(
                "reached",
                "version: 1\negress: { allow: [{ host: tcp.allowed.test, ports: [2525], scheme: tcp, required: true },"
                        + " { host: web.allowed.test, required: true }] }\n",
                "echo ran");
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo("ran\n");
        assertThat(exeat.journal("reached").lines())
                .filteredOn(line -> line.is("name", "required-name"))
                .hasSize(2)
                .allMatch(line -> line.is("verdict", "pass"));
        assertThat(outcome.err()).contains("0 connections allowed, 0 denied");
    }

    @Test
    void withoutWhatIsRequiredNothingIsRunUnlessOnlyTheWallsAreProved() {
        String policy =
                "version: 1\negress: { allow: [{ host: tcp.allowed.test, ports: [9], scheme: tcp, required: true },"
                        + " { host: gone.allowed.test, required: true }] }\n";
        Outcome outcome = run("unreached", policy, "echo ran");
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(125);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("what is required cannot be reached: 'tcp.allowed.test:9': connect-failed")
                .contains("--probe walls");
        assertThat(exeat.journal("unreached").lines())
                .filteredOn(line -> line.is("name", "required-name") && line.is("verdict", "fail"))
                .hasSize(2);
        Outcome walls = exeat.sandbox("walls", List.of("--policy", "policy.yaml", "--probe", "walls"), "echo", "ran");
        assertThat(walls.out()).as(walls.toString()).isEqualTo("ran\n");
    }

    @Test
    @Tag("D-063")
    void theCommandCannotWidenTheFileThatTheNextRunIsDecidedBy() throws Exception {
        String policy = "version: 1\negress: { allow: [web.allowed.test] }\n";
        Caller.ORDINARY.folder(exeat.work(), "conf");
        exeat.write("conf/deep.yaml", policy);
        String attack = "echo x >>conf/deep.yaml; rm -f conf/deep.yaml; mv conf other; mv other conf;"
                + " cp conf/deep.yaml new; mv new conf/deep.yaml; rm -rf conf; touch sibling && echo writable";
        Outcome outcome = exeat.sandbox("cover", List.of("--policy", "conf/deep.yaml"), "sh", "-c", attack);
        assertThat(outcome.out()).as(outcome.toString()).contains("writable");
        assertThat(Files.readString(exeat.work().resolve("conf/deep.yaml"))).isEqualTo(policy);
        Files.createSymbolicLink(exeat.work().resolve("link.yaml"), exeat.work().resolve("conf/deep.yaml"));
        Outcome link = exeat.sandbox("link", List.of("--policy", "link.yaml"), "echo", "ran");
        assertThat(link.status()).as(link.toString()).isEqualTo(2);
        assertThat(link.err()).contains("link.yaml");
    }

    @Test
    void anAirgappedRunTakesAFileAndShowsIt() {
        exeat.write("air.yaml", "version: 1\nprofile: airgapped\negress: { deny: [x.test] }\n");
        Outcome outcome = exeat.run("run", "--name", "air", "--policy", "air.yaml", "--", "echo", "ran");
        assertThat(outcome.out()).as(outcome.toString()).isEqualTo("ran\n");
        assertThat(exeat.run("policy", "show", "air").out()).contains("profile airgapped", "policy.yaml:3:18");
        exeat.write("open.yaml", "version: 1\nprofile: airgapped\npublish: [18080]\n");
        Outcome open = exeat.run("run", "--policy", "open.yaml", "--", "echo", "ran");
        assertThat(open.status()).isEqualTo(2);
        assertThat(open.err()).startsWith("open.yaml:3:11: error: ").contains("[airgapped-network]");
    }

    @Test
    void anExpiredRuleDoesNotCountAndTheReasonSaysSo() {
        Outcome outcome = run(
                "expired",
                "version: 1\negress: { allow: [{ host: web.allowed.test, expires: 2020-01-31 }] }\n",
                "curl -s -m 3 http://web.allowed.test/hello; true");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("policy.yaml:2:19: ", "[rule-expired]");
        assertThat(exeat.journal("expired")
                        .await(line -> line.denies("web.allowed.test", 0))
                        .get("reason"))
                .isEqualTo("rule-expired");
    }
}
