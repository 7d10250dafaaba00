package dev.exeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.cli.CommandLines.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands around policy files, as their user sees them. */
class PolicyCommandsTest {
    @TempDir
    Path directory;

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private String policy() throws IOException {
        return file("exeat.yaml", """
                version: 1
                egress:
                  allow:
                    - api.example
                    - { host: web.example, ports: [80], methods: [GET], paths: [/v1/**] }
                    - { host: old.example, expires: 2020-01-31 }
                    - tcp://git.example:22
                  deny: ["**.bad.example"]
                host: [8931]
                """);
    }

    @Test
    void aGoodFileIsOkAndItsWarningsDoNotFail() throws IOException {
        String file = policy();
        Outcome outcome = CommandLines.run("policy", "check", file);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo("""
                %1$s:6:7: warning: the rule for 'old.example' expired on 2020-01-31 and does not count [rule-expired]
                  fix: remove it, or write a later day
                %1$s: ok, profile strict, 7 rules
                """.formatted(file));
    }

    @Test
    void everyProblemOfEveryFileIsSaid() throws IOException {
        String bad = file("bad.yaml", "version: 1\nprofil: x\npublish: [99999]\negress: { allow: [a..b] }\n");
        String worse = file("worse.yaml", "");
        Outcome outcome = CommandLines.run("policy", "check", bad, worse, directory + "/none.yaml");
        assertThat(outcome.status()).as("one of them cannot be read").isEqualTo(2);
        assertThat(CommandLines.run("policy", "check", bad, worse).status()).isEqualTo(1);
        assertThat(outcome.out().lines().filter(line -> !line.startsWith("  fix: ")))
                .hasSize(4)
                .anySatisfy(line ->
                        assertThat(line).startsWith(bad + ":2:1: error: ").endsWith("[key-unknown]"))
                .anySatisfy(line -> assertThat(line).startsWith(bad + ":4:19: error: "))
                .anySatisfy(line ->
                        assertThat(line).startsWith(worse + ":1:1: error: ").endsWith("[policy-empty]"))
                .anySatisfy(line -> assertThat(line).contains("none.yaml' does not exist [policy-unreadable]"));
    }

    @Test
    void portsToPublishAreCheckedWithTheRest() throws IOException {
        Outcome outcome = CommandLines.run("policy", "check", file("p.yaml", "version: 1\npublish: [8080:99999]\n"));
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("p.yaml:2:11: error: ").contains("[publish-port]");
    }

    @Test
    void problemsAsJsonAreOneObjectEach() throws IOException {
        String bad = file("bad.yaml", "version: 1\nprofil: x\n");
        Outcome outcome = CommandLines.run("policy", "check", "--json", bad);
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .isEqualTo("{\"file\":\"" + bad
                        + "\",\"line\":2,\"column\":1,\"severity\":\"error\",\"id\":\"key-unknown\","
                        + "\"message\":\"key 'profil' is not known here\",\"fix\":\"did you mean 'profile'?\"}\n");
    }

    @Test
    void showSaysWhereEachRuleComesFrom() throws IOException {
        String file = policy();
        Outcome outcome = CommandLines.run("policy", "show", "--policy", file, "--allow", "cli.example:8443");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out().replaceAll(" +", " ")).isEqualTo("""
                profile strict
                EFFECT TARGET PORTS WHAT ORIGIN
                deny **.bad.example any %1$s:8:10
                allow api.example 80,443 TLS, HTTP %1$s:4:7
                allow web.example 80 TLS, HTTP, GET /v1/** %1$s:5:7
                allow old.example 80,443 TLS, HTTP, EXPIRED 2020-01-31 %1$s:6:7
                allow git.example 22 any bytes %1$s:7:7
                host host.exeat.internal 8931 any bytes %1$s:9:8
                allow cli.example 8443 TLS, HTTP --allow cli.example:8443
                """.formatted(file));
        Outcome json = CommandLines.run("policy", "show", "--json", "--policy", file);
        assertThat(json.out())
                .startsWith("{\"profile\":\"strict\",\"rules\":[{\"effect\":\"deny\",\"target\":\"**.bad.example\"")
                .contains("\"methods\":[\"GET\"],\"paths\":[\"/v1/**\"]")
                .contains("\"expires\":\"2020-01-31\",\"counts\":false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://api.example/v1 | 0 | allow api.example:443 |",
                "other.example:8443 | 1 | deny other.example:8443 [not-allowed] | --allow other.example:8443",
                "other.example | 1 | deny other.example:443 [not-allowed] | --allow other.example",
                "git.example:23 | 1 | deny git.example:23 [port-not-allowed] | --allow git.example:23",
                "x.bad.example | 1 | deny x.bad.example:443 [denied-by-rule] | remove the deny rule",
                "old.example | 1 | deny old.example:443 [rule-expired] | write a later day",
                "http://web.example/v1/x | 0 | allow web.example:80 |",
                "http://web.example/v2 | 1 | deny web.example:80 [path-not-allowed] | add the path",
                "127.0.0.1:80 | 1 | deny 127.0.0.1:80 [floor-address] | --host-port 80",
                "host.exeat.internal:8931 | 0 | allow host.exeat.internal:8931 |",
                "host.exeat.internal:8932 | 1 | deny host.exeat.internal:8932 [port-not-allowed] | --host-port 8932",
                "x.onion | 1 | deny x.onion:443 [special-name] |",
                "a..b | 2 | |",
            })
    void explainSaysTheDecisionTheRuleAndWhatWouldAllowIt(String target, int status, String verdict, String fix)
            throws IOException {
        Outcome outcome = CommandLines.run("explain", "--policy", policy(), target);
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(status);
        assertThat(outcome.out()).startsWith(verdict == null ? "" : verdict + "\n");
        assertThat(outcome.out()).contains(fix == null ? "" : "  fix: " + fix);
        assertThat(outcome.err().isEmpty()).isEqualTo(status != 2);
    }

    @Test
    void explainTakesTheRequestThatIsAskedAbout() throws IOException {
        String file = policy();
        Outcome outcome =
                CommandLines.run("explain", "--policy", file, "--method", "POST", "--path", "/v1/x", "web.example:80");
        assertThat(outcome.out()).isEqualTo("""
                deny web.example:80 [method-not-allowed]
                  rule: web.example:80 GET /v1/** (%1$s:5:7)
                  fix: add the method to the rule '%1$s:5:7'
                """.formatted(file));
        assertThat(CommandLines.run("explain", "--policy", file, "--json", "git.example:22")
                        .out())
                .isEqualTo("{\"target\":\"git.example:22\",\"verdict\":\"allow\",\"reason\":\"allowed\","
                        + "\"rule\":\"tcp://git.example:22\",\"origin\":\"" + file + ":7:7\",\"fix\":\"\"}\n");
    }

    @Test
    void aPolicyThatIsWrongIsWrongUsageForExplainAndShow() throws IOException {
        String bad = file("bad.yaml", "version: 1\nprofil: x\n");
        for (String[] words :
                new String[][] {{"explain", "--policy", bad, "a.example"}, {"policy", "show", "--policy", bad}}) {
            Outcome outcome = CommandLines.run(words);
            assertThat(outcome.status()).isEqualTo(2);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).startsWith(bad + ":2:1: error: key 'profil' is not known here [key-unknown]\n");
        }
    }

    @Test
    void theSchemaIsPrintedAndCompletionKnowsTheCommands() {
        assertThat(CommandLines.run("policy", "schema").out()).startsWith("{").contains("2020-12/schema");
        assertThat(CommandLines.run("completion", "bash").out()).contains("schema", "explain");
        assertThat(CommandLines.run("completion", "fish").out())
                .contains("complete -c exeat -n '__fish_seen_subcommand_from policy;"
                        + " and not __fish_seen_subcommand_from check show suggest apply schema' -a apply")
                .contains("-n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from show' -l allow -x");
        assertThat(CommandLines.run("policy"))
                .isEqualTo(
                        new Outcome(2, "", "exeat: error: a command is missing\n  fix: see 'exeat policy --help'\n"));
    }

    @Test
    void standardInputIsCheckedUnderADash() {
        Outcome bad = CommandLines.fed("version: 1\nprofil: x\n", "policy", "check", "-");
        assertThat(bad.status()).isEqualTo(1);
        assertThat(bad.out()).startsWith("standard input:2:1: error: key 'profil' is not known here [key-unknown]\n");
        assertThat(CommandLines.fed("version: 1\n", "policy", "check", "-"))
                .isEqualTo(new Outcome(0, "standard input: ok, profile strict, 0 rules\n", ""));
    }

    @ParameterizedTest
    @CsvSource({"run --policy - -- true", "explain --policy - a.example", "policy show --policy -"})
    void standardInputIsNoPolicyElsewhere(String line) {
        Outcome outcome = CommandLines.fed("version: 1\n", line.split(" "));
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).isEqualTo("""
                exeat: error: policy file '-' would be standard input, which is not read here [policy-standard-input]
                  fix: save it to a file; 'exeat policy check -' alone reads standard input
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "https://me:hunter2@api.example/v1?token=hunter2",
        "http://me:hunter2@api.example:99999/",
        "ftp://me:hunter2@api.example/x",
        "me:hunter2@api.example",
        "https://me:hunter2@/",
        "https://me:hunter2@[::1/"
    })
    void explainNeverRepeatsThePasswordOfAUrl(String target) {
        Outcome outcome = CommandLines.run("explain", target);
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.out() + outcome.err()).isNotEmpty().doesNotContain("hunter2");
        assertThat(CommandLines.run("explain", "--json", target).toString()).doesNotContain("hunter2");
    }

    @Test
    void aUserInAUrlIsRefusedWithTheTargetThatWasMeant() {
        assertThat(CommandLines.run("explain", "https://me:x@api.example/v1?token=y"))
                .isEqualTo(new Outcome(2, "", """
                        exeat: error: the target has an '@', and no policy looks at users [explain-userinfo]
                          fix: write it without, such as 'https://api.example/v1'
                        """));
    }

    @Test
    void aProfileThatIsNotThereYetIsToldSo() {
        assertThat(CommandLines.run("run", "--profile", "standard", "--", "true"))
                .isEqualTo(new Outcome(2, "", """
                        exeat: error: profile 'standard' is not there in this version [profile-standard-unsupported]
                          fix: write 'strict', and name the hosts
                        """));
    }
}
