package dev.exeat.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.HostPort;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Rule;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in a policy file is read as it is meant, or every problem of it is said with its place. */
@Tag("E-015")
class PolicyReaderTest {
    private static Parsed<PolicyDocument> read(String text) {
        return PolicyFile.decode("exeat.yaml", text.getBytes(StandardCharsets.UTF_8))
                .flatMap(PolicyReader::read);
    }

    private static String problems(String text) {
        return read(text).problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void everyKeyOfADocumentIsRead() {
        PolicyDocument document = read("""
                version: 1
                profile: permissive
                egress:
                  allow:
                    - api.example
                    - tcp://git.example:22
                    - host: "**.wide.example"
                      ports: [80, 8000-8010]
                      methods: [GET, HEAD]
                      paths: [/v1/**, /health]
                      expires: 2027-01-31
                      description: what it is for
                    - { host: db.example, ports: [5432], scheme: tcp, private: true, required: true }
                    - { cidr: 2001:db8::/32, ports: [443] }
                  deny:
                    - "**.pastebin.example"
                    - { cidr: 203.0.113.0/24, expires: 2030-12-31 }
                host: [8931, "9000-9001"]
                publish: [8080, 127.0.0.1:8081:81]
                dns: { upstream: [192.0.2.53, "[2001:db8::53]:5353"], queries-per-minute: 60 }
                limits: { connections: 12 }
                """).orElseThrow();
        assertThat(document.layer().rules())
                .extracting(rule -> rule.effect() + " " + rule + " " + rule.ports() + " " + rule.origin())
                .containsExactly(
                        "ALLOW api.example 80,443 exeat.yaml:5:7",
                        "ALLOW tcp://git.example:22 22 exeat.yaml:6:7",
                        "ALLOW **.wide.example:80,8000-8010 GET,HEAD /v1/** /health 80,8000-8010 exeat.yaml:7:7",
                        "ALLOW_PRIVATE tcp://db.example:5432 5432 exeat.yaml:13:7",
                        "ALLOW [2001:db8::/32]:443 443 exeat.yaml:14:7",
                        "DENY **.pastebin.example 1-65535 exeat.yaml:16:7",
                        "DENY 203.0.113.0/24 1-65535 exeat.yaml:17:7",
                        "HOST_SERVICE 8931 8931 exeat.yaml:18:8",
                        "HOST_SERVICE 8931 8931 exeat.yaml:18:8",
                        "HOST_SERVICE 9000-9001 9000-9001 exeat.yaml:18:14",
                        "HOST_SERVICE 9000-9001 9000-9001 exeat.yaml:18:14");
        Rule wide = document.layer().rules().get(2);
        assertThat(wide.expires()).isEqualTo(LocalDate.of(2027, 1, 31));
        assertThat(wide.requests().takesPath("/v1/a/b")).isTrue();
        assertThat(document.layer().rules().get(3).required()).isTrue();
        assertThat(document.layer().rules().get(3).anyBytes()).isTrue();
        assertThat(document.publish()).extracting(Placed::value).containsExactly("8080", "127.0.0.1:8081:81");
        assertThat(document.upstreams())
                .extracting(HostPort::toString)
                .containsExactly("192.0.2.53:53", "[2001:db8::53]:5353");
        assertThat(document.queriesPerMinute()).isEqualTo(60);
        assertThat(document.connections()).isEqualTo(12);
        assertThat(document.profile()).hasToString("permissive");
    }

    @Test
    void whatIsNotSaidIsLeftToOtherLayers() {
        PolicyDocument document =
                read("version: 1\negress:\n  allow:\n  deny: []\nhost:\n").orElseThrow();
        assertThat(document).isEqualTo(new PolicyDocument(null, List.of(), List.of(), null, null, null, List.of()));
    }

    @Test
    void everyProblemIsSaidAtOnceSortedByItsPlace() {
        assertThat(problems("""
                version: 1
                profil: strict
                egress:
                  allow:
                    - api.*.com
                    - host: api.example
                      ports: [ssh]
                      private: on
                    - host: web.example
                      method: [GET]
                """)).isEqualTo("""
                exeat.yaml:2:1: error: key 'profil' is not known here [key-unknown]
                  fix: did you mean 'profile'?
                exeat.yaml:5:7: error: domain pattern 'api.*.com' has a wildcard in the middle [pattern-wildcard-position]
                  fix: put the wildcard first, for example '*.example.com'
                exeat.yaml:7:15: error: rule 'ssh' has a service name where a port belongs [port-invalid]
                  fix: write '22'
                exeat.yaml:8:16: error: 'private' is the text 'on', expected true or false [yaml-type]
                  fix: write true or false, without quotes; YAML 1.2 has no other words for them
                exeat.yaml:10:7: error: key 'method' is not known here [key-unknown]
                  fix: did you mean 'methods'?""");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                row("", "1:1 policy-empty"),
                row("# nothing but a comment\n", "1:1 policy-empty"),
                row("- version\n", "1:1 policy-empty"),
                row("egress: {}\n", "1:1 version-missing"),
                row("version: 2\n", "1:10 yaml-type"),
                row("version: '1'\n", "1:10 yaml-type"),
                row("version: 1\nprofile: standard\n", "2:10 profile-standard-unsupported"),
                row("version: 1\nprofile: strikt\n", "2:10 profile-unknown"),
                row("version: 1\naudit: { level: standard }\n", "2:1 audit-unsupported"),
                row("version: 1\nlimits: { bytes-out-per-day: 2GiB }\n", "2:11 bytes-out-per-day-unsupported"),
                row("version: 1\negress: { allow: [{ ruleset: maven }] }\n", "2:21 ruleset-unsupported"),
                row("version: 1\negress: { allow: [{ github-meta: [git] }] }\n", "2:21 github-meta-unsupported"),
                row("version: 1\nversion: 1\n", "2:1 yaml-duplicate-key"),
                row("version: 1\negress: { allow: [], allow: [a.example] }\n", "2:22 yaml-duplicate-key"),
                row("version: 1\negress: &e { allow: [] }\n", "2:9 yaml-anchor"),
                row("version: 1\negress: { allow: *e }\n", "2:18 yaml-alias"),
                row("version: 1\negress: { allow: [*.example.com] }\n", "2:20 yaml-syntax"),
                row("version: 1\negress:\n  allow:\n    - **.example.com\n", "4:8 yaml-syntax"),
                row("version: 1\negress: { <<: { allow: [] } }\n", "2:11 yaml-merge"),
                row("version: 1\negress: !!map { allow: [] }\n", "2:9 yaml-tag"),
                row("version: 1\nprofile: !secret strict\n", "2:10 yaml-tag"),
                row("version: 1\n---\nversion: 1\n", "2:1 yaml-documents"),
                row("%YAML 1.1\n---\nversion: 1\n", "1:1 yaml-directive"),
                row("version: 1\negress:\n\tallow: []\n", "3:1 yaml-tab"),
                row("version: 1\n? [a]\n: b\n", "2:3 yaml-key"),
                row("version: 1\negress: { allow: [a.example\n", "3:1 yaml-syntax"),
                row("version: 1\nprofile: \"\\x00\n", "3:1 yaml-syntax"),
                row("version: 1\nhost: [[[[[[[[[[[[1]]]]]]]]]]]]\n", "2:15 yaml-depth"),
                row("\ufeffversion: 1\n", "1:1 file-byte-order-mark"),
                row("version: 1\n# \u0007\n", "2:3 yaml-character"),
                row("version: 1\n# " + "x".repeat(4096) + "\n", "2:1 line-length"),
                row("version: 1\negress: { allow: a.example }\n", "2:18 yaml-type"),
                row("version: 1\negress: { allow: [8080] }\n", "2:19 yaml-type"),
                row("version: 1\negress: { allow: [1.5] }\n", "2:19 yaml-type"),
                row("version: 1\negress: { allow: [true] }\n", "2:19 yaml-type"),
                row("version: 1\negress: { allow: [~] }\n", "2:19 yaml-type"),
                row("version: 1\negress: { allow: [[a.example]] }\n", "2:19 yaml-type"),
                row("version: 1\negress: { allow: [{ host: 8080 }] }\n", "2:27 yaml-type"),
                row("version: 1\negress: { allow: [{}] }\n", "2:19 rule-target"),
                row("version: 1\negress: { allow: [{ host: a.example, cidr: 192.0.2.0/24 }] }\n", "2:19 rule-target"),
                row("version: 1\negress: { allow: [{ host: 192.0.2.0/24 }] }\n", "2:27 rule-target"),
                row("version: 1\negress: { allow: [{ cidr: a.example }] }\n", "2:27 rule-target"),
                row(
                        "version: 1\negress: { allow: [{ host: 'a.example:80', ports: [80] }] }\n",
                        "2:27 rule-ports-twice"),
                row("version: 1\negress: { allow: [{ host: a.example, ports: [] }] }\n", "2:45 list-empty"),
                row("version: 1\negress: { allow: [{ host: a.example, methods: [] }] }\n", "2:47 list-empty"),
                row("version: 1\negress: { allow: [{ host: a.example, paths: ~ }] }\n", "2:45 list-empty"),
                row("version: 1\negress: { allow: [{ host: a.example, ports: [0x50] }] }\n", "2:46 port-invalid"),
                row("version: 1\negress: { allow: [{ host: a.example, ports: [070000] }] }\n", "2:46 port-invalid"),
                row("version: 1\negress: { allow: [{ host: a.example, ports: [9-8] }] }\n", "2:46 port-range"),
                row("version: 1\negress: { allow: [{ host: a.example, methods: [get] }] }\n", "2:48 method-form"),
                row("version: 1\negress: { allow: [{ host: a.example, paths: [v1] }] }\n", "2:46 path-pattern"),
                row("version: 1\negress: { allow: [{ host: a.example, scheme: udp }] }\n", "2:46 scheme-unknown"),
                row(
                        "version: 1\negress: { allow: [{ host: 'tcp://a.example', scheme: web, ports: [1] }] }\n",
                        "2:27 rule-scheme"),
                row("version: 1\negress: { allow: [{ host: a.example, scheme: tcp }] }\n", "2:27 rule-port-missing"),
                row(
                        "version: 1\negress: { allow: [{ host: a.example, scheme: tcp, ports: [1], methods: [GET] }] }\n",
                        "2:27 request-tcp"),
                row(
                        "version: 1\negress: { allow: [{ host: '*.a.example', required: true }] }\n",
                        "2:27 required-target"),
                row(
                        "version: 1\negress: { allow: [{ cidr: 192.0.2.0/24, required: true }] }\n",
                        "2:27 required-target"),
                row(
                        "version: 1\negress: { allow: [{ host: a.example, ports: [1-99], required: true }] }\n",
                        "2:27 required-ports"),
                row("version: 1\negress: { allow: [{ host: a.example, expires: 2027-02-30 }] }\n", "2:47 date-form"),
                row("version: 1\negress: { allow: [{ host: a.example, expires: 20270230 }] }\n", "2:47 yaml-type"),
                row("version: 1\negress: { allow: [{ host: a.example, expires: 31.01.2027 }] }\n", "2:47 date-form"),
                row("version: 1\negress: { allow: [{ host: a.example, required: yes }] }\n", "2:48 yaml-type"),
                row("version: 1\negress: { allow: [{ host: a.example, description: 1 }] }\n", "2:51 yaml-type"),
                row("version: 1\negress: { allow: [{ a.example: 443 }] }\n", "2:19 rule-target", "2:21 key-unknown"),
                row("version: 1\negress: { deny: [{ host: a.example, methods: [GET] }] }\n", "2:37 key-misplaced"),
                row("version: 1\negress: { deny: [{ host: a.example, paths: [/a] }] }\n", "2:37 key-misplaced"),
                row("version: 1\negress: { deny: [{ host: a.example, required: true }] }\n", "2:37 key-misplaced"),
                row("version: 1\nhost: [web]\n", "2:8 port-invalid"),
                row("version: 1\nhost: 8080\n", "2:7 yaml-type"),
                row("version: 1\npublish: 8080:80\n", "2:10 yaml-type"),
                row("version: 1\ndns: { upstream: [system, 192.0.2.1] }\n", "2:19 dns-upstream-mixed"),
                row("version: 1\ndns: { upstream: [dns.example] }\n", "2:19 dns-upstream-form"),
                row("version: 1\ndns: { upstream: [] }\n", "2:18 list-empty"),
                row("version: 1\ndns: { queries-per-minute: 0 }\n", "2:28 yaml-type"),
                row("version: 1\nlimits: { connections: 1e3 }\n", "2:24 yaml-type"),
                row("version: 1\nlimits: { connections: 99999999999999999999 }\n", "2:24 yaml-type"));
    }

    private static Arguments row(String text, String... problems) {
        return Arguments.of(text, List.of(problems));
    }

    @ParameterizedTest(name = "[{index}] {1}")
    @MethodSource("wrong")
    void whatIsWrongIsAProblemAtItsPlace(String text, List<String> expected) {
        List<Problem> found = read(text).problems();
        assertThat(found)
                .as(problems(text))
                .extracting(problem ->
                        problem.place().line() + ":" + problem.place().column() + " " + problem.id())
                .containsExactlyElementsOf(expected);
        assertThat(found).allSatisfy(problem -> {
            assertThat(problem.message()).matches("[^A-Z].*[^.]").doesNotContain("\n");
            assertThat(problem.fix()).isNotEmpty().doesNotContain("\n");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{ host: api.example, methods: [GET] } | 2:27 request-hidden",
                "{ host: api.example, ports: [443], paths: [/v1] } | 2:27 request-hidden",
                "{ host: api.example, ports: [80], methods: [GET] } |",
                "'no' | 2:19 word-name",
                "'**.co.uk' | 2:19 pattern-shared-hosting",
                "{ cidr: 16.0.0.0/4 } | 2:19 block-wide",
            })
    void whatIsPeculiarIsAWarning(String entry, String expected) {
        String text = "version: 1\negress: { allow: [" + entry.replace("'no'", "no") + "] }\n";
        List<Problem> warnings = read(text).orElseThrow().warnings();
        assertThat(warnings.stream()
                        .map(warning ->
                                warning.place().line() + ":" + warning.place().column() + " " + warning.id())
                        .toList())
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "'allow: [*.example.com]'",
        "'allow: [**.example.com]'",
        "'allow: { host: *.example.com }'",
        "'allow:\n  - **.example.com'"
    })
    void aPatternWithoutQuotesIsToldAsSuch(String text) {
        assertThat(problems("version: 1\n" + text + "\n")).contains("pattern that begins with '*' in quotes");
    }

    @Test
    void bytesThatAreNotUtf8HaveAPlace() {
        byte[] latin = "version: 1\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(PolicyFile.decode("exeat.yaml", latin).problems())
                .extracting(problem -> problem.place() + " " + problem.id())
                .containsExactly("exeat.yaml:2:6 file-encoding");
    }

    @Test
    void aFileOfMoreThanAMegabyteIsRefusedWithoutReadingIt() {
        assertThat(PolicyFile.decode("exeat.yaml", new byte[PolicyFile.MOST_BYTES + 1])
                        .problems())
                .extracting(Problem::id)
                .containsExactly("file-size");
    }

    @Test
    void aNameThatWouldSteerATerminalIsShownWithoutIt() {
        assertThat(new PolicyFile("a\u001b[31m\n.yaml", "").name()).isEqualTo("a?[31m?.yaml");
    }

    @Test
    void windowsLineEndsAreLineEnds() {
        assertThat(read("version: 1\r\negress:\r\n  allow:\r\n    - a.example\r\n")
                        .orElseThrow()
                        .layer()
                        .rules())
                .extracting(Rule::origin)
                .containsExactly("exeat.yaml:4:7");
    }
}
