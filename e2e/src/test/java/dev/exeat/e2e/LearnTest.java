package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.e2e.Commands.Outcome;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run to learn by, the policy that is made of it, and a run by that policy. */
@EndToEnd
class LearnTest {
    private static final String USE = """
            curl -fsSk -m 8 https://web.learn.example/hello && echo
            curl -fsS -m 8 http://web.learn.example/hello && echo
            curl -fsSk -m 8 https://api.learn.example:8443/hello && echo
            curl -fsS -m 8 http://%s/hello && echo
            timeout 8 cat </dev/tcp/tcp.learn.example/2525
            timeout 8 cat </dev/tcp/host.exeat.internal/8931
            getent hosts looked.learn.example >/dev/null && echo looked up
            true""".formatted(Places.WEB4);
    private static final String[] ATTEMPTS = {
        "curl -fs -m 4 http://denied.learn.example/hello",
        "curl -fs -m 4 http://private.learn.example/hello",
        "curl -fs -m 4 http://" + Places.METADATA4 + "/hello",
        "curl -fs -m 4 http://" + Places.PRIVATE4 + "/hello",
        "timeout 4 cat </dev/tcp/" + Places.HOST4 + "/" + Places.HOST_SERVICE,
        "curl -fs -m 4 http://web.allowed.test/hello"
    };

    private final Servers servers;
    private Exeat exeat;

    LearnTest(Servers servers) {
        this.servers = servers;
    }

    @BeforeEach
    void home() {
        exeat = Exeat.of(servers, Caller.ORDINARY);
        servers.dns().host("web.learn.example", Places.WEB4, Places.WEB6);
        servers.dns().host("api.learn.example", Places.WEB4);
        servers.dns().host("tcp.learn.example", Places.TCP4);
        servers.dns().host("looked.learn.example", Places.TCP4);
        servers.dns().host("denied.learn.example", Places.DENIED4);
        servers.dns().host("other.learn.example", Places.WEB4);
        servers.dns().host("private.learn.example", Places.PRIVATE4);
    }

    private Outcome learn(String name, String script) {
        return exeat.sandbox(
                name,
                List.of("--learn", "--deny", "denied.learn.example", "--host-port", "8931"),
                "bash",
                "-c",
                script);
    }

    @Test
    void whatWasUsedBecomesAPolicyByWhichAllOfItWorksAgainAndNothingElse() throws Exception {
        Outcome learned = learn("learn", USE);
        assertThat(learned.out().lines()).as(learned.toString()).hasSize(7);
        Outcome suggested = exeat.run("policy", "suggest", "LAST", "--output", "learned.yaml");
        assertThat(suggested.status()).as(suggested.toString()).isZero();
        assertThat(suggested.out()).isEmpty();
        assertThat(suggested.err()).contains("wrote 'learned.yaml'");
        String policy = Files.readString(exeat.work().resolve("learned.yaml"));
        assertThat(policy.lines().skip(2).toList())
                .containsExactly(
                        "version: 1",
                        "profile: strict",
                        "egress:",
                        "  allow:",
                        "    - api.learn.example:8443",
                        "    - tcp://tcp.learn.example:2525",
                        "    - web.learn.example",
                        "    - cidr: " + Places.WEB4 + "/32",
                        "      ports: [80]",
                        "host: [8931]",
                        "# Looked up and never connected to:",
                        "#   looked.learn.example");
        Outcome checked = exeat.run("policy", "check", "learned.yaml");
        assertThat(checked.status()).as(checked.toString()).isZero();

        Outcome again = exeat.sandbox(
                "again",
                List.of("--policy", "learned.yaml"),
                "bash",
                "-c",
                USE + "; curl -s -m 4 http://other.learn.example/hello");
        assertThat(again.out().lines().toList())
                .as(again.toString())
                .isEqualTo(learned.out()
                        .lines()
                        .filter(line -> !line.equals("looked up"))
                        .toList());
        assertThat(exeat.journal("again")
                        .await(line -> line.denies("other.learn.example", 0))
                        .get("reason"))
                .isEqualTo("not-allowed");
    }

    @Test
    void aRunToLearnByHoldsToDeniesAndTheFloorAndSaysLoudlyThatItIsOpen() {
        Outcome outcome = learn("held", String.join("\n", ATTEMPTS) + "\ntrue");
        assertThat(outcome.out()).as(outcome.toString()).isEmpty();
        assertThat(outcome.err().lines().findFirst().orElse(""))
                .contains("LEARNING, everything public but denies is allowed and recorded", "exeat policy suggest");
        Journal journal = exeat.journal("held");
        assertThat(reason(journal, "denied.learn.example")).isEqualTo("denied-by-rule");
        assertThat(reason(journal, "private.learn.example")).isEqualTo("special-purpose-address");
        assertThat(reason(journal, Places.METADATA4)).isEqualTo("metadata-address");
        assertThat(reason(journal, Places.PRIVATE4)).isEqualTo("special-purpose-address");
        assertThat(reason(journal, Places.HOST4)).isEqualTo("host-address");
        assertThat(reason(journal, "web.allowed.test")).isEqualTo("special-name");

        String suggested = exeat.run("policy", "suggest", "held").out();
        assertThat(suggested).contains("profile: strict").doesNotContain("allow:", "denied", "metadata");
        assertThat(exeat.run("policy", "suggest", "held", "--with-denied").out())
                .contains("#    - host: private.learn.example  # special-purpose-address")
                .contains("#    - web.allowed.test  # special-name")
                .contains("#   denied.learn.example  # denied-by-rule")
                .contains("#   " + Places.METADATA4 + ":80  # metadata-address");
    }

    /** Of the denial that was the command's: a probe's stands before the last of the results. */
    private static String reason(Journal journal, String nameOrAddress) {
        List<Journal.Line> lines = journal.lines();
        int last = 0;
        for (int i = 0; i < lines.size(); i++) {
            last = lines.get(i).is("event", "probe") ? i : last;
        }
        return lines.stream()
                .skip(last + 1)
                .filter(line -> line.denies(nameOrAddress, 0))
                .findFirst()
                .map(line -> line.get("reason"))
                .orElseThrow(() -> new AssertionError("no denial of " + nameOrAddress));
    }

    @Test
    void programsAreToldOfALearningRunInJson() {
        Outcome outcome = exeat.sandbox("json", List.of("--learn", "--json", "--host-port", "8931"), "bash", "-c", USE);
        assertThat(outcome.err().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("{\"event\":\"started\",\"sandbox\":\"json\",\"profile\":\"learn\"");
        Outcome suggested = exeat.run("policy", "suggest", "json", "--json");
        assertThat(suggested.out().lines()).as(suggested.toString()).hasSize(1);
        assertThat(suggested.out())
                .contains("{\"host\":\"web.learn.example\",\"ports\":\"80,443\",\"anyBytes\":false,\"private\":false}")
                .contains("\"lookedUp\":[\"looked.learn.example\"]")
                .doesNotContain("\"denied\"");
        assertThat(exeat.run("policy", "show", "json").out()).contains("profile learn");
    }

    @Test
    void whatWentByTheDoorsOrToPrivateAddressesIsSuggestedAsWhatItWas() {
        Outcome used = exeat.sandbox(
                "doors",
                List.of("--allow", "*.allowed.test", "--allow-private", "private.learn.example"),
                "bash",
                "-c",
                """
                curl -fsSk -m 8 -x http://proxy.exeat.internal:3128 https://web.allowed.test/hello && echo
                curl -fsSk -m 8 -x socks5h://proxy.exeat.internal:1080 https://v4.allowed.test/hello && echo
                curl -fsS -m 8 -x http://proxy.exeat.internal:3128 http://v6.allowed.test/hello && echo
                curl -fsS -m 8 http://private.learn.example/hello && echo""");
        assertThat(used.out().lines()).as(used.toString()).hasSize(4);
        assertThat(exeat.run("policy", "suggest").out().lines().skip(2).toList())
                .containsExactly(
                        "version: 1",
                        "profile: strict",
                        "egress:",
                        "  allow:",
                        "    - host: private.learn.example",
                        "      private: true",
                        "    - v4.allowed.test",
                        "    - v6.allowed.test",
                        "    - web.allowed.test");
    }

    @Test
    void aRunToLearnByTakesAnotherPolicyAndStaysOneToLearnBy() {
        exeat.write("deny.yaml", "version: 1\nprofile: strict\negress: { deny: [api.learn.example] }\n");
        try (Session session = Session.start(exeat, "--learn")) {
            String api = "curl -fsSk -m 8 https://api.learn.example:8443/hello";
            String web = "curl -fsS -m 8 http://web.learn.example/hello";
            assertThat(session.sh(api).status()).isZero();
            Outcome applied = exeat.run("policy", "apply", "--yes", session.name(), "deny.yaml");
            assertThat(applied.status()).as(applied.toString()).isZero();
            assertThat(session.sh(api).status()).isNotZero();
            assertThat(session.sh(web).status()).isZero();
            Outcome suggested = exeat.run("policy", "suggest", session.name());
            assertThat(suggested.out()).contains("- api.learn.example:8443", "- web.learn.example");
            assertThat(suggested.err()).contains("still runs");
        }
    }

    @Test
    void aFileIsReplacedOnlyWhenThatIsAskedFor() throws Exception {
        exeat.sandbox("small", List.of("--allow", "web.allowed.test"), "curl", "-sS", "http://web.allowed.test/hello");
        exeat.write("mine.yaml", "mine\n");
        Outcome refused = exeat.run("policy", "suggest", "small", "--output", "mine.yaml");
        assertThat(refused.status()).as(refused.toString()).isEqualTo(2);
        assertThat(refused.err()).contains("'mine.yaml' exists already", "--force");
        assertThat(exeat.work().resolve("mine.yaml")).hasContent("mine");
        Outcome forced = exeat.run("policy", "suggest", "small", "--output", "mine.yaml", "--force");
        assertThat(forced.status()).as(forced.toString()).isZero();
        assertThat(Files.readString(exeat.work().resolve("mine.yaml"))).contains("    - web.allowed.test\n");
        assertThat(exeat.run("policy", "suggest", "small").out())
                .isEqualTo(Files.readString(exeat.work().resolve("mine.yaml")));
    }

    @Test
    void wrongUsageIsOneErrorAndNothingIsRun() {
        Outcome both = exeat.sandbox("both", List.of("--learn", "--profile", "strict"), "echo", "ran");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.out()).isEmpty();
        assertThat(both.err()).contains("[learn-profile]").containsOnlyOnce("error:");
        Outcome nobody = exeat.run("policy", "suggest", "nobody");
        assertThat(nobody.status()).isEqualTo(2);
        assertThat(nobody.err()).contains("there is no sandbox 'nobody'");
        assertThat(exeat.run("policy", "suggest", "--force").status()).isEqualTo(2);
    }
}
