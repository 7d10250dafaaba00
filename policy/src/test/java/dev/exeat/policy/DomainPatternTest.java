package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainPatternTest {
    private static DomainPattern pattern(String text) {
        return DomainPattern.parse(text).orElseThrow();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a.example      | a.example           | b.a.example xa.example example a.example.evil.test axexample
            *.a.example    | b.a.example x-y.a.example | a.example c.b.a.example ba.example evil-a.example b.a.example.evil.test
            **.a.example   | b.a.example c.b.a.example | a.example ba.example evila.example a.example.evil.test api.a.example.evil.test
            .a.example     | a.example b.a.example c.b.a.example | ba.example example evila.example a.example.evil.test
            A.EXAMPLE.     | a.example           | b.a.example
            intranet       | intranet            | a.intranet
            _dmarc.example | _dmarc.example      | dmarc.example
            """)
    @Tag("A-017")
    @Tag("A-018")
    @Tag("A-019")
    @Tag("A-020")
    @Tag("A-023")
    @Tag("A-024")
    void aPatternAcceptsAndRejects(String text, String accepts, String rejects) {
        DomainPattern pattern = pattern(text);
        for (String name : accepts.split(" ")) {
            assertThat(pattern.matches(new HostName(name))).as(name).isTrue();
        }
        for (String name : rejects.split(" ")) {
            assertThat(pattern.matches(new HostName(name))).as(name).isFalse();
        }
    }

    @ParameterizedTest(name = "''{0}''")
    @CsvSource(delimiter = '|', textBlock = """
            *                    | pattern-wildcard-all
            **                   | pattern-wildcard-all
            *.*                  | pattern-wildcard-all
            *.                   | pattern-wildcard-all
            .*                   | pattern-wildcard-all
            .                    | pattern-wildcard-all
            *.com                | pattern-wildcard-tld
            **.com               | pattern-wildcard-tld
            .com                 | pattern-wildcard-tld
            *.xn--p1ai           | pattern-wildcard-tld
            **.**.com            | pattern-wildcard-position
            ***.example.com      | pattern-wildcard-position
            foo..bar.com         | name-empty-label
            ..example.com        | name-empty-label
            *..example.com       | name-empty-label
            *pypi.org            | pattern-wildcard-label
            pypi.org.*           | pattern-wildcard-position
            region*.v2.example.com | pattern-wildcard-position
            a*.example.com       | pattern-wildcard-position
            api.*.com            | pattern-wildcard-position
            a.*.example.com      | pattern-wildcard-position
            *.168.1.1            | name-numeric
            1*                   | pattern-wildcard-position
            ^api.example.com$    | name-character
            api\\.example\\.com  | name-character
            *.exa mple.com       | name-space
            ''                   | name-empty
            """)
    @Tag("A-022")
    @Tag("A-024")
    @Tag("A-025")
    @Tag("A-026")
    @Tag("A-027")
    @Tag("A-028")
    void otherFormsAreErrors(String text, String id) {
        assertThat(DomainPattern.parse(text).problems()).extracting(Problem::id).containsExactly(id);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            api.*.com          | domain pattern 'api.*.com' has a wildcard in the middle | put the wildcard first, for example '*.example.com'
            region*.v2.a.test  | domain pattern 'region*.v2.a.test' has a wildcard in the middle | put the wildcard first, for example '*.v2.a.test'
            *pypi.org          | domain pattern '*pypi.org' has a wildcard that is only a part of a label | write '*.pypi.org' for the names below it or '.pypi.org' for it and the names below it
            *                  | domain pattern '*' stands for every name there is | name the hosts, or use '--profile permissive', which allows all but what is denied
            **.com             | domain pattern '**.com' stands for every name under the top-level domain 'com' | name the domain, for example '**.example.com'
            """)
    void theFixSaysTheEntryThatWasMeant(String text, String message, String fix) {
        Problem problem = DomainPattern.parse(text).problems().getFirst();
        assertThat(problem.message()).isEqualTo(message);
        assertThat(problem.fix()).isEqualTo(fix);
    }

    @Test
    @Tag("A-025")
    void aWildcardOverSharedHostingIsAcceptedWithAWarning() {
        for (String text : List.of(
                "*.co.uk",
                "*.github.io",
                "**.s3.amazonaws.com",
                ".cloudfront.net",
                "*.s3.eu-west-1.amazonaws.com",
                "**.vercel.app")) {
            assertThat(pattern(text).warnings())
                    .as(text)
                    .extracting(Problem::id)
                    .containsExactly("pattern-shared-hosting");
        }
        assertThat(pattern("me.github.io").warnings()).isEmpty();
        assertThat(pattern("**.me.github.io").warnings()).isEmpty();
        assertThat(pattern("**.example.com").warnings()).isEmpty();
    }

    @Test
    @Tag("A-010")
    void aLookAlikeIsShownInBothFormsAndIsAnotherName() {
        DomainPattern lookAlike = pattern("xn--pple-43d.com");
        assertThat(lookAlike.warnings())
                .containsExactly(new Problem(
                        "name-mixed-scripts",
                        "name 'xn--pple-43d.com' is displayed as '\u0430pple.com' with letters of several scripts in one label",
                        "check that this is not a look-alike of the name that is meant"));
        assertThat(pattern("apple.com").matches(lookAlike.base())).isFalse();
        assertThat(pattern("b\u00FCcher.example").warnings()).isEmpty();
    }

    @Test
    void aDeniedPatternMayBeAWholeTopLevelDomain() {
        assertThat(DomainPatternText.parseDenied("**.com").isOk()).isTrue();
        assertThat(DomainPatternText.parseDenied("*").isOk()).isFalse();
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            a.example      | a.example      | true
            a.example      | b.example      | false
            *.a.example    | b.a.example    | true
            *.a.example    | c.b.a.example  | false
            *.a.example    | a.example      | false
            *.a.example    | *.b.a.example  | false
            *.a.example    | .b.a.example   | true
            **.a.example   | *.b.a.example  | true
            **.a.example   | *.a.example    | true
            **.a.example   | a.example      | false
            .a.example     | a.example      | true
            .a.example     | **.a.example   | true
            .a.example     | ba.example     | false
            """)
    void overlapIsSymmetric(String one, String other, boolean overlaps) {
        assertThat(pattern(one).overlaps(pattern(other))).isEqualTo(overlaps);
        assertThat(pattern(other).overlaps(pattern(one))).isEqualTo(overlaps);
    }

    @Test
    @Tag("A-009")
    void aUnicodePatternIsStoredAsItsALabel() {
        assertThat(pattern("**.B\u00DCcher.example")).hasToString("**.xn--bcher-kva.example");
    }
}
