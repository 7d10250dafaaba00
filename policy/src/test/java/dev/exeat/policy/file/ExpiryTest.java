package dev.exeat.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.HostPort;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Problem;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule counts up to its last day; after it a denial says that it has expired. */
class ExpiryTest {
    private static final LocalDate LAST = LocalDate.of(2027, 1, 31);
    private static final EffectivePolicy EFFECTIVE = new PolicySources(
                    List.of(new PolicyFile("exeat.yaml", """
                            version: 1
                            egress:
                              allow:
                                - { host: old.example, expires: 2027-01-31 }
                                - { host: both.example, ports: [80], methods: [GET] }
                                - { host: both.example, ports: [80, 81], expires: 2027-01-31 }
                                - { host: inner.example }
                                - { host: inner.example, private: true, expires: 2027-01-31 }
                                - { cidr: 203.0.113.0/24, ports: [443], expires: 2027-01-31 }
                                - { host: any.example, ports: [443] }
                              deny:
                                - { host: bad.old.example }
                                - { host: any.example, expires: 2027-01-31 }
                            """)), PolicyFlags.NONE)
            .read()
            .orElseThrow();

    private static Flow flow(String text) {
        return HostPort.parse(text).orElseThrow().flow();
    }

    private static Policy on(LocalDate day) {
        return EFFECTIVE.policy().at(day);
    }

    @ParameterizedTest
    @CsvSource({
        "old.example:443, allowed, rule-expired",
        "old.example:22, port-not-allowed, not-allowed",
        "both.example:80, allowed, allowed",
        "both.example:81, allowed, rule-expired",
        "both.example:82, port-not-allowed, port-not-allowed",
        "203.0.113.9:443, allowed, rule-expired",
        "203.0.113.9:80, port-not-allowed, literal-address",
        "bad.old.example:443, denied-by-rule, denied-by-rule",
        "any.example:443, denied-by-rule, allowed",
        "other.example:443, not-allowed, not-allowed"
    })
    void aRuleCountsOnItsLastDayAndNotAfter(String target, String last, String after) {
        assertThat(on(LAST).decide(flow(target)).reasonId()).isEqualTo(last);
        assertThat(on(LAST.plusDays(1)).decide(flow(target)).reasonId()).isEqualTo(after);
    }

    @Test
    void theDenialNamesTheRuleThatExpired() {
        Decision decision = on(LAST.plusDays(1)).decide(flow("both.example:81"));
        assertThat(decision.rule().origin()).isEqualTo("exeat.yaml:6:7");
        Content post = new Content.Http(flow("both.example:80").target(), 80, "POST", "/");
        assertThat(on(LAST).decide(flow("both.example:80"), post).allowed()).isTrue();
        Decision later = on(LAST.plusDays(1)).decide(flow("both.example:80"), post);
        assertThat(later.reasonId()).isEqualTo("rule-expired");
        assertThat(later.rule().origin()).isEqualTo("exeat.yaml:6:7");
    }

    @Test
    void questionsAndAddressesAreJudgedByTheDayToo() {
        HostName old = HostName.parse("old.example").orElseThrow();
        assertThat(on(LAST).decideQuestion(old).allowed()).isTrue();
        assertThat(on(LAST.plusDays(1)).decideQuestion(old).reasonId()).isEqualTo("rule-expired");
        List<IpAddress> inside = List.of(IpAddress.parse("10.1.2.3").orElseThrow());
        Flow flow = flow("inner.example:443");
        assertThat(on(LAST).screen(flow, on(LAST).decide(flow), inside, _ -> false)
                        .allowed())
                .isTrue();
        Policy later = on(LAST.plusDays(1));
        assertThat(later.screen(flow, later.decide(flow), inside, _ -> false).reasonId())
                .isEqualTo("rule-expired");
    }

    @Test
    void whatHasExpiredIsAWarningOnThatDay() {
        assertThat(EFFECTIVE.warnings(LAST)).extracting(Problem::id).doesNotContain("rule-expired");
        assertThat(EFFECTIVE.warnings(LAST.plusDays(1)))
                .filteredOn(problem -> problem.id().equals("rule-expired"))
                .extracting(problem -> problem.place().line())
                .containsExactly(4, 6, 8, 9, 13);
    }

    @Test
    void withoutADayEveryRuleCounts() {
        assertThat(EFFECTIVE.policy().decide(flow("old.example:443")).allowed()).isTrue();
    }
}
