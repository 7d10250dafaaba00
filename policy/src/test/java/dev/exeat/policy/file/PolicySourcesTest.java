package dev.exeat.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicySourcesTest {
    private static PolicyFile file(String name, String rest) {
        return new PolicyFile(name, "version: 1\n" + rest);
    }

    private static EffectivePolicy policy(String rest) {
        return new PolicySources(List.of(file("a.yaml", rest)), PolicyFlags.NONE)
                .read()
                .orElseThrow();
    }

    @Test
    void rulesAddUpAndTheStrongestSettingCounts() {
        EffectivePolicy policy = new PolicySources(
                        List.of(
                                file(
                                        "a.yaml",
                                        "profile: permissive\negress: { allow: [a.example], deny: [x.example] }\n"
                                                + "limits: { connections: 9 }\ndns: { upstream: [192.0.2.1] }\n"),
                                file(
                                        "b.yaml",
                                        "profile: strict\negress: { allow: [b.example] }\nlimits: { connections: 3 }\n")),
                        new PolicyFlags(null, List.of("c.example"), List.of(), List.of(), List.of("8931")))
                .read()
                .orElseThrow();
        assertThat(policy.policy().profile()).isEqualTo(Profile.STRICT);
        assertThat(policy.policy().rules())
                .extracting(Rule::origin)
                .containsExactly(
                        "a.yaml:3:19",
                        "a.yaml:3:38",
                        "b.yaml:3:19",
                        "--allow c.example",
                        "--host-port 8931",
                        "--host-port 8931");
        assertThat(policy.connections()).isEqualTo(3);
        assertThat(policy.upstreams()).hasToString("[192.0.2.1:53]");
        assertThat(policy.queriesPerMinute()).isNull();
    }

    @Test
    void aFlagsProfileIsStrongerThanAnyFiles() {
        PolicySources sources = new PolicySources(
                List.of(file("a.yaml", "profile: permissive\n")),
                new PolicyFlags(Profile.STRICT, List.of(), List.of(), List.of(), List.of()));
        assertThat(sources.read().orElseThrow().policy().profile()).isEqualTo(Profile.STRICT);
    }

    @Test
    void problemsOfEveryFileAndOfTheFlagsAreSaidAtOnce() {
        PolicySources sources = new PolicySources(
                List.of(file("a.yaml", "profil: strict\n"), file("b.yaml", "egress: { allow: [a..b] }\n")),
                new PolicyFlags(null, List.of("c..d"), List.of(), List.of(), List.of()));
        assertThat(sources.read().problems())
                .extracting(Problem::place)
                .extracting(String::valueOf)
                .containsExactly("a.yaml:2:1", "b.yaml:2:19", "null");
    }

    @Test
    void airgappedTakesNoAllowOfAnotherLayer() {
        PolicySources sources = new PolicySources(
                List.of(file("a.yaml", "egress: { allow: [a.example] }\n"), file("b.yaml", "profile: airgapped\n")),
                PolicyFlags.NONE);
        assertThat(sources.read().problems()).extracting(Problem::id).containsExactly("profile-airgapped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "profile: strict | profile: permissive | ",
                "egress: {} | egress: { allow: [a.example], deny: [b.example] } | ",
                "host: [1] | host: [2] | ",
                "publish: [1] | publish: [2] | 'publish'",
                "publish: [1] | limits: {} | 'publish'",
                "profile: strict | profile: airgapped | 'profile airgapped'",
                "limits: { connections: 2 } | limits: { connections: 3 } | 'limits.connections'",
                "dns: {} | dns: { queries-per-minute: 90 } | 'dns.queries-per-minute'",
                "dns: {} | dns: { upstream: [192.0.2.1] } | 'dns.upstream'",
                "dns: {} | dns: { upstream: [system] } | ",
            })
    void whatCannotChangeWhileASandboxRunsIsAProblem(String before, String after, String changed) {
        List<Problem> problems = policy(before + "\n").fixedParts(policy(after + "\n"));
        assertThat(problems.stream().map(Problem::message).toList())
                .isEqualTo(
                        changed == null
                                ? List.of()
                                : List.of("'" + changed + "' cannot change while the sandbox runs"));
    }

    @Test
    void theHashIsOfTheLinesWhateverEndsThem() {
        assertThat(new PolicyFile("a", "x\r\ny").sha256()).isEqualTo(new PolicyFile("b", "x\ny\n").sha256());
        assertThat(new PolicyFile("a", "x\ny").sha256()).isNotEqualTo(new PolicyFile("b", "x\nz\n").sha256());
    }
}
