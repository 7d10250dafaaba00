package dev.exeat.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import dev.exeat.policy.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyWriterTest {
    private static PolicyDocument read(String text) {
        return PolicyReader.read(new PolicyFile("some.yaml", text)).orElseThrow();
    }

    /** Writing and reading again changes nothing but the places. */
    static void assertSame(PolicyDocument document) {
        if (!Policy.of(List.of(document.layer())).isOk()) {
            return;
        }
        String written = PolicyWriter.write(List.of(document));
        PolicyDocument again = read(written);
        assertThat(again.layer().rules().stream().map(PolicyWriterTest::meaning).distinct())
                .as(written)
                .containsExactlyInAnyOrderElementsOf(document.layer().rules().stream()
                        .map(PolicyWriterTest::meaning)
                        .distinct()
                        .toList());
        assertThat(again.publish())
                .extracting(Placed::value)
                .isEqualTo(document.publish().stream().map(Placed::value).toList());
        assertThat(again.upstreams()).isEqualTo(document.upstreams());
        assertThat(again.queriesPerMinute()).isEqualTo(document.queriesPerMinute());
        assertThat(again.connections()).isEqualTo(document.connections());
        assertThat(again.profile()).isEqualTo(document.profile());
    }

    private static List<Object> meaning(Rule rule) {
        boolean anyBytes = rule.anyBytes() && rule.effect() != Rule.Effect.DENY;
        return java.util.Arrays.asList(
                rule.effect(), rule.scope(), rule.ports(), anyBytes, rule.requests(), rule.expires(), rule.required());
    }

    @Test
    void severalDocumentsBecomeOneThatSaysTheSame() {
        PolicyDocument weak = read("""
                version: 1
                profile: permissive
                egress:
                  allow: [api.example, { host: db.example, ports: [5432, 6000-6010], scheme: tcp, private: true, required: true }]
                  deny: [{ cidr: "2001:db8::/32" }]
                host: [8931]
                publish: [8080]
                dns: { upstream: [192.0.2.53], queries-per-minute: 60 }
                """);
        PolicyDocument strong = read("""
                version: 1
                profile: strict
                egress: { allow: [{ host: "**.w.example", methods: [GET], paths: ["/it's/*"], expires: 2027-01-31 }] }
                publish: [8081]
                dns: { upstream: [system] }
                limits: { connections: 5 }
                """);
        PolicyDocument together = read(PolicyWriter.write(List.of(weak, strong)));
        assertThat(together.profile()).isEqualTo(Profile.STRICT);
        assertThat(together.layer().rules())
                .hasSize(weak.rules().size() + strong.rules().size());
        assertThat(together.publish()).extracting(Placed::value).containsExactly("8080", "8081");
        assertThat(together.upstreams()).isEmpty();
        assertThat(together.queriesPerMinute()).isEqualTo(60);
        assertThat(together.connections()).isEqualTo(5);
        assertSame(weak);
        assertSame(strong);
    }

    @Test
    void nothingIsStillAPolicy() {
        assertThat(PolicyWriter.write(List.of())).isEqualTo("version: 1\n");
    }

    @Test
    void eachRuleSaysWhereItComesFrom() {
        assertThat(PolicyWriter.write(List.of(read("version: 1\negress:\n  allow:\n    - tcp://git.example:22\n"))))
                .isEqualTo("""
                        version: 1
                        egress:
                          allow:
                            - { host: 'git.example', ports: ['22'], scheme: tcp } # some.yaml:4:7
                        """);
    }
}
