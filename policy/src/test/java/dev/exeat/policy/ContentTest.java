package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the bytes of an allowed flow must be. */
class ContentTest {
    private static final Policy POLICY = Policy.of(
                    Profile.STRICT,
                    List.of(
                            "api.example",
                            "*.wild.example:443",
                            "odd.example:8443",
                            "tcp://git.example:22",
                            "tcp://both.example:443",
                            "both.example",
                            "203.0.113.0/24",
                            "cdn.example:1-65535"),
                    List.of("bad.wild.example"),
                    List.of(),
                    List.of("5000"))
            .orElseThrow();

    private static Flow flow(String text) {
        return HostPort.parse(text).orElseThrow().flow();
    }

    @ParameterizedTest
    @CsvSource({
        "api.example:443, api.example, false, allowed",
        "api.example:443, api.example, true, allowed",
        "api.example:443, other.example, false, sni-mismatch",
        "api.example:443, public.example, true, encrypted-hello",
        "api.example:443, , false, sni-missing",
        "api.example:443, , true, sni-missing",
        "api.example:443, sub.api.example, false, sni-mismatch",
        "api.example:80, api.example, false, not-http",
        "odd.example:8443, odd.example, false, allowed",
        "one.wild.example:443, one.wild.example, false, allowed",
        "one.wild.example:443, two.wild.example, false, sni-mismatch",
        "bad.wild.example:443, bad.wild.example, false, denied-by-rule",
        "both.example:443, anything.example, false, allowed",
        "203.0.113.9:443, , false, allowed",
        "203.0.113.9:443, api.example, false, allowed",
        "203.0.113.9:443, other.example, false, sni-mismatch",
        "203.0.113.9:443, bad.wild.example, false, sni-mismatch",
        "198.51.100.9:443, , false, literal-address"
    })
    @Tag("B-068")
    @Tag("C-009")
    void tlsMustNameTheNameOfTheFlow(String target, String name, boolean encrypted, String reason) {
        HostName said = name == null ? null : HostName.parse(name).orElseThrow();
        assertThat(POLICY.decide(flow(target), new Content.Tls(said, encrypted)).reasonId())
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "api.example:80, api.example:80, allowed",
        "api.example:80, api.example:81, host-mismatch",
        "api.example:80, other.example:80, host-mismatch",
        "api.example:443, api.example:443, not-tls",
        "odd.example:8443, odd.example:8443, allowed",
        "cdn.example:8080, api.example:8080, host-mismatch",
        "203.0.113.9:80, 203.0.113.9:80, allowed",
        "203.0.113.9:80, api.example:80, allowed",
        "203.0.113.9:80, other.example:80, host-mismatch",
        "203.0.113.9:80, 203.0.113.8:80, allowed",
        "203.0.113.9:80, 198.51.100.8:80, host-mismatch"
    })
    void aRequestMustBeForTheHostOfTheFlow(String target, String host, String reason) {
        HostPort said = HostPort.parse(host).orElseThrow();
        assertThat(POLICY.decide(flow(target), new Content.Http(said.target(), said.port(), "GET", "/"))
                        .reasonId())
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "api.example:443, not-tls",
        "api.example:80, not-http",
        "odd.example:8443, content-unknown",
        "git.example:22, allowed",
        "both.example:443, allowed",
        "host.exeat.internal:5000, allowed",
        "git.example:23, port-not-allowed"
    })
    void otherBytesNeedARuleThatSaysSo(String target, String reason) {
        assertThat(POLICY.decide(flow(target), new Content.Other()).reasonId()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/**, /v1/a/b, true",
        "/v1/**, /v1/, true",
        "/v1/**, /v1, true",
        "/v1/**, /v10, false",
        "/v1/*, /v1/a, true",
        "/v1/*, /v1/, false",
        "/v1/*, /v1/a/b, false",
        "/v1/*/c, /v1/b/c, true",
        "/v1, /v1, true",
        "/v1, /V1, false",
        "/v1, /v1/, false",
        "/**, /, true",
        "/, /, true",
        "/, *, false"
    })
    void aPathPatternIsComparedSegmentBySegment(String pattern, String path, boolean matches) {
        assertThat(PathPattern.parse(pattern).orElseThrow().matches(path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"v1", "/a*", "/**/a", "/a//b", "/a/../b", "/a%2fb", "/a?b", "/a b", "/ü", "''"})
    void aPathPatternThatNobodyCouldMeanIsAProblem(String pattern) {
        assertThat(PathPattern.parse(pattern).problems())
                .extracting(Problem::id)
                .containsExactly("path-pattern");
    }

    @ParameterizedTest
    @CsvSource({
        "/a/../b",
        "/a/./b",
        "/a/..",
        "/a//b",
        "/a%2Fb",
        "/%2e%2e/",
        "/a%5cb",
        "/a%252fb",
        "/a\\b",
        "/a;x=1/b",
        "/a%00"
    })
    @Tag("C-066")
    void pathsThatServersReadDifferentlyAreAmbiguous(String path) {
        assertThat(PathPattern.isAmbiguous(path)).isTrue();
    }
}
