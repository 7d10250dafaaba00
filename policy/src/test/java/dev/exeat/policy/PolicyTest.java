package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    static List<String> items(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.split(" "));
    }

    /** {@code profile +allow -deny ~private @hostport}, separated by blanks. */
    static Policy policy(String text) {
        List<String> items = items(text);
        return Policy.of(
                        Profile.parse(items.getFirst()).orElseThrow(),
                        with("+", items),
                        with("-", items),
                        with("~", items),
                        with("@", items))
                .orElseThrow();
    }

    private static List<String> with(String sign, List<String> items) {
        return items.stream()
                .filter(item -> item.startsWith(sign))
                .map(item -> item.substring(1))
                .toList();
    }

    static Flow flow(String text) {
        return HostPort.parse(text).orElseThrow().flow();
    }

    static String shown(Decision decision) {
        return decision.reasonId()
                + (decision.rule() == null ? "" : " by " + decision.rule().origin());
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(delimiter = '|', textBlock = """
            strict                                  | a.example:443        | not-allowed
            strict +a.example                       | a.example:443        | allowed by --allow a.example
            strict +a.example                       | a.example:80         | allowed by --allow a.example
            strict +a.example                       | a.example:22         | port-not-allowed by --allow a.example
            strict +a.example:443                   | a.example:80         | port-not-allowed by --allow a.example:443
            strict +a.example:443 +a.example:8443   | a.example:8443       | allowed by --allow a.example:8443
            strict +tcp://a.example:22              | a.example:22         | allowed by --allow tcp://a.example:22
            strict +a.example                       | b.a.example:443      | not-allowed
            strict +*.a.example                     | a.example:443        | not-allowed
            strict +*.a.example                     | b.a.example:443      | allowed by --allow *.a.example
            strict +*.a.example                     | c.b.a.example:443    | not-allowed
            strict +**.a.example                    | c.b.a.example:443    | allowed by --allow **.a.example
            strict +**.a.example                    | evila.example:443    | not-allowed
            strict +.a.example                      | a.example:443        | allowed by --allow .a.example
            strict +*.a.example                     | b.a.example.evil.test:443 | not-allowed
            strict +**.a.example -x.a.example       | x.a.example:443      | denied-by-rule by --deny x.a.example
            strict +x.a.example -**.a.example       | x.a.example:443      | denied-by-rule by --deny **.a.example
            strict +a.example -a.example:80         | a.example:80         | denied-by-rule by --deny a.example:80
            strict +a.example -a.example:80         | a.example:443        | allowed by --allow a.example
            strict -a.example                       | a.example:443        | denied-by-rule by --deny a.example
            strict +apple.com                       | xn--pple-43d.com:443 | not-allowed
            strict +bücher.example                  | xn--bcher-kva.example:443 | allowed by --allow bücher.example
            strict +a.example                       | 203.0.113.7:443      | literal-address
            strict +203.0.113.0/24:5432             | 203.0.113.7:5432     | allowed by --allow 203.0.113.0/24:5432
            strict +203.0.113.0/24:5432             | 203.0.113.7:443      | port-not-allowed by --allow 203.0.113.0/24:5432
            strict +203.0.113.0/24                  | [::ffff:203.0.113.7]:443 | literal-address
            strict +203.0.113.0/24 -203.0.113.7     | 203.0.113.7:443      | denied-by-rule by --deny 203.0.113.7
            strict +10.0.0.0/8                      | 10.1.2.3:80          | allowed by --allow 10.0.0.0/8
            strict +100.64.0.0/10 +100.100.2.136    | 100.100.2.136:443    | allowed by --allow 100.64.0.0/10
            strict +100.64.0.0/10                   | 100.100.100.200:80   | metadata-address
            strict +128.0.0.0/1                     | 169.254.169.254:80   | metadata-address
            strict +128.0.0.0/1                     | 224.0.0.1:80         | floor-address
            strict +2000::/3                        | [2002:7f00:1::]:80   | floor-address
            strict                                  | 127.0.0.1:80         | floor-address
            strict                                  | 0.0.0.0:80           | floor-address
            strict                                  | [::]:80              | floor-address
            strict                                  | [fd00:ec2::254]:80   | metadata-address
            strict                                  | 10.0.0.1:80          | literal-address
            strict ~git.corp.example                | git.corp.example:443 | allowed by --allow-private git.corp.example
            permissive                              | a.example:22         | allowed
            permissive -**.example                  | a.example:22         | denied-by-rule by --deny **.example
            permissive -a.example:22                | a.example:22         | denied-by-rule by --deny a.example:22
            permissive +a.example:443               | a.example:22         | allowed
            permissive                              | 8.8.8.8:443          | allowed
            permissive                              | 10.0.0.1:443         | special-purpose-address
            permissive                              | 169.254.169.254:80   | metadata-address
            permissive                              | [::1]:80             | floor-address
            airgapped                               | a.example:443        | not-allowed
            """)
    @Tag("A-009")
    @Tag("A-010")
    @Tag("A-017")
    @Tag("A-018")
    @Tag("A-019")
    @Tag("A-020")
    @Tag("A-034")
    @Tag("A-070")
    @Tag("A-083")
    void aPolicyDecidesAFlow(String policy, String flow, String decision) {
        assertThat(shown(policy(policy).decide(flow(flow)))).isEqualTo(decision);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(delimiter = '|', textBlock = """
            strict                                  | x.local:443          | not-allowed
            strict +printer.local                   | printer.local:443    | allowed by --allow printer.local
            strict +**.corp.internal                | git.corp.internal:443 | allowed by --allow **.corp.internal
            strict +x.alt                           | y.alt:443            | not-allowed
            strict                                  | x.onion:443          | special-name
            strict                                  | x.invalid:443        | special-name
            permissive                              | x.onion:443          | special-name
            permissive                              | x.invalid:443        | special-name
            permissive                              | x.local:443          | special-name
            permissive                              | x.internal:443       | special-name
            permissive                              | metadata.google.internal:80 | special-name
            permissive                              | x.home.arpa:443      | special-name
            permissive                              | x.alt:443            | special-name
            permissive                              | x.test:443           | special-name
            permissive                              | x.localhost:443      | special-name
            permissive                              | localhost:443        | special-name
            permissive                              | intranet:443         | special-name
            permissive                              | wpad:80              | special-name
            permissive +intranet                    | intranet:443         | allowed by --allow intranet
            permissive +x.test                      | x.test:443           | allowed by --allow x.test
            permissive                              | 1.2.0.192.in-addr.arpa:80 | allowed
            strict                                  | intranet:443         | not-allowed
            strict +intranet                        | intranet:443         | allowed by --allow intranet
            strict +**.intranet.example             | intranet:443         | not-allowed
            """)
    @Tag("A-075")
    @Tag("A-076")
    void specialNamesNeedARuleOrHaveNone(String policy, String flow, String decision) {
        assertThat(shown(policy(policy).decide(flow(flow)))).isEqualTo(decision);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(delimiter = '|', textBlock = """
            strict                                  | dns.google:443       | not-allowed
            strict +dns.google                      | dns.google:443       | allowed by --allow dns.google
            strict +**.cloudflare-dns.com           | mozilla.cloudflare-dns.com:443 | doh-server
            strict +.cloudflare-dns.com             | cloudflare-dns.com:443 | doh-server
            strict +**.quad9.net                    | dns.quad9.net:443    | doh-server
            strict +**.quad9.net                    | www.quad9.net:443    | allowed by --allow **.quad9.net
            strict +**.opendns.com +doh.opendns.com | doh.opendns.com:443  | allowed by --allow doh.opendns.com
            strict +**.nextdns.io                   | abc123.dns.nextdns.io:443 | doh-server
            permissive                              | dns.adguard-dns.com:443 | doh-server
            permissive                              | dns.nextdns.io:853   | doh-server
            permissive +dns.nextdns.io:443          | dns.nextdns.io:853   | port-not-allowed by --allow dns.nextdns.io:443
            """)
    @Tag("B-020")
    void dohServersMustBeNamed(String policy, String flow, String decision) {
        assertThat(shown(policy(policy).decide(flow(flow)))).isEqualTo(decision);
        HostName name = ((Target.Name) flow(flow).target()).name();
        assertThat(policy(policy).decideQuestion(name).allowed())
                .isEqualTo(decision.startsWith("allowed") || decision.startsWith("port-not-allowed"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(delimiter = '|', textBlock = """
            strict @8931                            | host.exeat.internal:8931  | allowed by --host-port 8931
            strict @8931                            | host.docker.internal:8931 | allowed by --host-port 8931
            strict @8931                            | host.exeat.internal:8932  | port-not-allowed by --host-port 8931
            strict                                  | host.exeat.internal:8931  | not-allowed
            permissive                              | host.exeat.internal:8931  | special-name
            strict +**.docker.internal              | host.docker.internal:443  | not-allowed
            strict @8931 -host.docker.internal      | host.docker.internal:8931 | denied-by-rule by --deny host.docker.internal
            strict                                  | probe.exeat.internal:80   | allowed by built in
            strict -**.internal                     | probe.exeat.internal:80   | allowed by built in
            """)
    void exeatsOwnNamesAreExeatsOwn(String policy, String flow, String decision) {
        assertThat(shown(policy(policy).decide(flow(flow)))).isEqualTo(decision);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(delimiter = '|', textBlock = """
            strict                              | a.example      | not-allowed
            strict +a.example:22                | a.example      | allowed by --allow a.example:22
            strict +.a.example -a.example       | a.example      | denied-by-rule by --deny a.example
            strict +a.example -a.example:443    | a.example      | allowed by --allow a.example
            strict +a.example -a.example:443 -a.example:80 | a.example | denied-by-rule by --deny a.example:443
            strict +a.example:443 +a.example:22 -a.example:443 | a.example | allowed by --allow a.example:22
            strict -a.example                   | a.example      | denied-by-rule by --deny a.example
            strict -a.example:80                | a.example      | not-allowed
            permissive                          | a.example      | allowed
            permissive -a.example:80            | a.example      | allowed
            permissive -a.example               | a.example      | denied-by-rule by --deny a.example
            permissive                          | x.onion        | special-name
            strict @8931                        | host.exeat.internal | allowed by --host-port 8931
            strict                              | probe.exeat.internal | allowed by built in
            """)
    void aNameMayBeLookedUpWhenSomePortIsAllowed(String policy, String name, String decision) {
        assertThat(shown(policy(policy).decideQuestion(new HostName(name)))).isEqualTo(decision);
    }

    @Test
    void anAliasIsRefusedByExplicitDeniesOnly() {
        Policy policy = policy("strict +a.example -cdn.evil.test -half.test:80");
        assertThat(shown(policy.decideAlias(new HostName("cdn.example.test")))).isEqualTo("allowed");
        assertThat(shown(policy.decideAlias(new HostName("cdn.evil.test"))))
                .isEqualTo("alias-denied by --deny cdn.evil.test");
        assertThat(shown(policy.decideAlias(new HostName("half.test")))).isEqualTo("allowed");
        assertThat(shown(policy.decideAlias(new HostName("half.test"), 80)))
                .isEqualTo("alias-denied by --deny half.test:80");
        assertThat(shown(policy.decideAlias(new HostName("half.test"), 443))).isEqualTo("allowed");
        assertThat(shown(policy.decideAlias(new HostName("x.onion")))).isEqualTo("alias-denied");
    }

    @Test
    void onlyARuleWithoutAWildcardNamesAHostExactly() {
        Policy policy = policy("strict +a.example +**.b.example +.c.example -d.example");
        assertThat(policy.namedExactly(new HostName("a.example"))).isTrue();
        assertThat(policy.namedExactly(new HostName("x.b.example"))).isFalse();
        assertThat(policy.namedExactly(new HostName("c.example"))).isFalse();
        assertThat(policy.namedExactly(new HostName("d.example"))).isFalse();
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        Parsed<Policy> parsed = Policy.of(
                Profile.STRICT,
                List.of("*", "a.example"),
                List.of("a b"),
                List.of("https://x.example"),
                List.of("0", "80"));
        assertThat(parsed.problems())
                .extracting(Problem::id)
                .containsExactly("pattern-wildcard-all", "name-space", "rule-url", "port-invalid");
    }

    @Test
    void airgappedTakesNoRuleThatAllows() {
        assertThat(Policy.of(Profile.AIRGAPPED, List.of("a.example"), List.of(), List.of(), List.of())
                        .problems())
                .containsExactly(new Problem(
                        "profile-airgapped",
                        "profile 'airgapped' has no network, and '--allow a.example' asks for some",
                        "leave the rule out, or use the profile 'strict'"));
    }

    @Test
    @Tag("A-025")
    void warningsAreThoseOfRulesThatAllow() {
        Policy policy = policy("strict +**.github.io -**.cloudfront.net +64.0.0.0/3 ~2000::/8");
        assertThat(policy.warnings())
                .extracting(Problem::id)
                .containsExactly("pattern-shared-hosting", "block-wide", "block-wide");
    }

    @Test
    void profilesAreReadByName() {
        assertThat(Profile.parse("strict")).isEqualTo(Parsed.ok(Profile.STRICT));
        assertThat(Profile.parse("permisive").problems())
                .containsExactly(new Problem(
                        "profile-unknown",
                        "profile 'permisive' is not known",
                        "write 'permissive', if that is what you mean"));
        assertThat(Profile.parse("open").problems().getFirst().fix())
                .isEqualTo("write 'strict', 'airgapped' or 'permissive'");
    }
}
