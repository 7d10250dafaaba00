package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTextTest {
    private static Parsed<Rule> allow(String text) {
        return RuleText.parse(Rule.Effect.ALLOW, "--allow", text);
    }

    private static String scope(Rule rule) {
        return switch (rule.scope()) {
            case Rule.Scope.Names(DomainPattern pattern) -> "name " + pattern;
            case Rule.Scope.Addresses(AddressBlock block) -> "block " + block;
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            api.github.com             | name api.github.com      | 80,443      | false
            API.GitHub.com.:443        | name api.github.com      | 443         | false
            **.example.com:8000-8010   | name **.example.com      | 8000-8010   | false
            tcp://git.example.com:22   | name git.example.com     | 22          | true
            tcp://**.example.com:1-65535 | name **.example.com    | 1-65535     | true
            203.0.113.0/24:5432        | block 203.0.113.0/24     | 5432        | false
            203.0.113.7                | block 203.0.113.7/32     | 80,443      | false
            10.0.0.0/8                 | block 10.0.0.0/8         | 80,443      | false
            tcp://10.0.0.1:5432        | block 10.0.0.1/32        | 5432        | true
            2001:db8::/32              | block 2001:db8::/32      | 80,443      | false
            2001:db8::1                | block 2001:db8::1/128    | 80,443      | false
            [2001:db8::/32]:5432       | block 2001:db8::/32      | 5432        | false
            [2001:db8::]/32            | block 2001:db8::/32      | 80,443      | false
            [2001:db8::]/32:5432       | block 2001:db8::/32      | 5432        | false
            [2001:db8::1]:443          | block 2001:db8::1/128    | 443         | false
            tcp://[2001:db8::1]:22     | block 2001:db8::1/128    | 22          | true
            100.64.0.0/10              | block 100.64.0.0/10      | 80,443      | false
            240.0.0.0/4                | block 240.0.0.0/4        | 80,443      | false
            intranet:8080              | name intranet            | 8080        | false
            """)
    void aRuleIsReadAs(String text, String scope, String ports, boolean anyBytes) {
        Rule rule = allow(text).orElseThrow();
        assertThat(scope(rule)).isEqualTo(scope);
        assertThat(rule.ports()).hasToString(ports);
        assertThat(rule.anyBytes()).isEqualTo(anyBytes);
        assertThat(rule).hasToString(text);
        assertThat(rule.origin()).isEqualTo("--allow " + text);
    }

    @Test
    void aDenyWithoutAPortIsForEveryPort() {
        assertThat(RuleText.parse(Rule.Effect.DENY, "--deny", "**.example")
                        .orElseThrow()
                        .ports())
                .isEqualTo(PortSet.ALL);
        assertThat(RuleText.parse(Rule.Effect.DENY, "--deny", "tcp://a.example")
                        .orElseThrow()
                        .ports())
                .isEqualTo(PortSet.ALL);
        assertThat(RuleText.parse(Rule.Effect.DENY, "--deny", "0.0.0.0/0").isOk())
                .isTrue();
        assertThat(RuleText.parse(Rule.Effect.DENY, "--deny", "127.0.0.0/8").isOk())
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            https://allowed.example      | rule-url      | write 'allowed.example:443'
            HTTP://allowed.example/a?b   | rule-url      | write 'allowed.example:80'
            https://allowed.example:8443/x | rule-url    | write 'allowed.example:8443'
            https://me:secret@allowed.example/ | rule-url | write 'allowed.example:443'
            ssh://git@git.example/r.git  | rule-url      | write 'tcp://git.example:22'
            TCP://git.example:22         | rule-url      | write 'tcp://git.example:22'
            allowed.example/path         | rule-path     | write 'allowed.example'
            allowed.example:443/path     | rule-path     | write 'allowed.example:443'
            *.allowed.example/           | rule-path     | write '*.allowed.example'
            allowed.example?x            | rule-path     | write 'allowed.example'
            allowed.example\\x           | rule-path     | write 'allowed.example'
            not.a.cidr/24                | rule-path     | write 'not.a.cidr'
            user@allowed.example         | rule-userinfo | write 'allowed.example'
            tcp://git@git.example:22     | rule-userinfo | write 'tcp://git.example:22'
            a.example,b.example          | rule-comma    | write one rule for each, such as 'a.example:80' and 'a.example:443'
            tcp://git.example            | rule-port-missing | write the port after it, for example 'tcp://git.example:22'
            a.example:                   | rule-port-missing | write the port, or leave the colon out
            2001:db8::/32:443            | rule-brackets | write '[2001:db8::/32]:443'
            example.com:https            | port-invalid  | write '443'
            example.com:*                | port-invalid  | write '1-65535' for every port
            example.com:9000-8000        | port-range    | write '8000-9000'
            10.1.2.3/8                   | block-host-bits | write '10.0.0.0/8' for the block or '10.1.2.3/32' for the one address
            010.0.0.1                    | address-leading-zero | write '10.0.0.1' if that is what you mean
            0.0.0.0/0                    | block-everything | name the blocks, or use the profile 'permissive', which allows all but what is denied
            ::/0                         | block-everything | name the blocks, or use the profile 'permissive', which allows all but what is denied
            127.0.0.1:8080               | block-floor   | write '--host-port PORT', or 'host: [PORT]' in a file, for a service on this host, else leave the rule out
            169.254.169.254              | block-floor   | write '--host-port PORT', or 'host: [PORT]' in a file, for a service on this host, else leave the rule out
            [fd00:ec2::254]:80           | block-floor   | write '--host-port PORT', or 'host: [PORT]' in a file, for a service on this host, else leave the rule out
            host.docker.internal:8080    | reserved-name | write '--host-port PORT', or 'host: [PORT]' in a file, to open a port of this host as 'host.exeat.internal'
            probe.exeat.internal         | reserved-name | write '--host-port PORT', or 'host: [PORT]' in a file, to open a port of this host as 'host.exeat.internal'
            localhost                    | reserved-name | write '--host-port PORT', or 'host: [PORT]' in a file, and reach it as 'host.exeat.internal:PORT'
            tcp://localhost:5432         | reserved-name | write '--host-port 5432', or 'host: [5432]' in a file, and reach it as 'host.exeat.internal:5432'
            x.localhost:80               | reserved-name | write '--host-port 80', or 'host: [80]' in a file, and reach it as 'host.exeat.internal:80'
            x.onion                      | special-name  | leave the rule out
            """)
    @Tag("A-030")
    @Tag("A-035")
    void theFixSaysTheEntryThatWasMeant(String text, String id, String fix) {
        assertThat(allow(text).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.id()).isEqualTo(id);
            assertThat(problem.fix()).isEqualTo(fix);
        });
    }

    @ParameterizedTest(name = "''{0}''")
    @CsvSource(delimiter = '|', textBlock = """
            ''                       | rule-empty
            ' '                      | name-space
            ' a.example'             | name-space
            example.com:0            | port-invalid
            example.com:65536        | port-invalid
            example.com:99999        | port-invalid
            example.com:0443         | port-invalid
            example.com:443.allowed.com | port-invalid
            example.com:abc          | port-invalid
            example.com:-12          | port-invalid
            example.com:+443         | port-invalid
            example.com:443-         | port-invalid
            example.com:1-2-3        | port-invalid
            'example.com:443 '       | port-invalid
            example.com:80:80        | rule-colons
            a.example:[443]          | port-invalid
            [::1]junk                | rule-brackets
            [::1                     | rule-brackets
            [a.example]:443          | rule-brackets
            [192.0.2.1]:443          | rule-brackets
            []:443                   | rule-brackets
            [2001:db8::1]:           | rule-brackets
            [2001:db8::/32]/32       | rule-brackets
            2001:db8::1%eth0         | address-zone
            10.0.0.0/                | block-prefix
            10.0.0.0/33              | block-prefix
            10.0.0.0/-1              | block-prefix
            10.0.0.0/abc             | block-prefix
            10.0.0.0/8:abc           | port-invalid
            010.0.0.0/8              | address-leading-zero
            256.1.1.1                | address-invalid
            1.2.3                    | address-invalid
            tcp://                   | name-empty
            tcp://:22                | name-empty
            :443                     | name-empty
            example.com%00:443       | name-percent
            """)
    @Tag("A-033")
    @Tag("A-035")
    void nothingIsGuessedOrTrimmed(String text, String id) {
        assertThat(allow(text).problems()).extracting(Problem::id).containsExactly(id);
    }

    @Test
    @Tag("A-033")
    void aNewlineInAPortIsAnErrorAndColonsMakeAnAddress() {
        assertThat(allow("a.example:2\n2").problems()).extracting(Problem::id).containsExactly("port-invalid");
        assertThat(allow("a.example:\uFF14\uFF14\uFF13").problems())
                .extracting(Problem::id)
                .containsExactly("port-invalid");
        assertThat(scope(allow("fd00:abcd::254").orElseThrow())).isEqualTo("block fd00:abcd::254/128");
    }

    @Test
    void aProblemPrintsItselfWithItsFix() {
        assertThat(allow("https://allowed.example").problems().getFirst()).hasToString("""
                        rule 'https://allowed.example' is a URL, and a rule is a host with a port [rule-url]
                          fix: write 'allowed.example:443'""");
    }

    @Test
    void secretsOfAUrlAreStillTheUsersWordsButNotInTheFix() {
        assertThat(allow("https://me:secret@allowed.example/")
                        .problems()
                        .getFirst()
                        .fix())
                .doesNotContain("secret");
    }
}
