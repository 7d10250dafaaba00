package dev.exeat.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.Policy;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PolicyOfTheDayTest {
    private static final Flow FLOW = Flow.to(HostName.parse("a.example").orElseThrow(), 443);

    private final AtomicReference<LocalDate> today = new AtomicReference<>(LocalDate.of(2027, 1, 31));
    private final AtomicInteger changes = new AtomicInteger();
    private final PolicyOfTheDay policies = new PolicyOfTheDay(
            policy("{ host: a.example, expires: 2027-01-31 }"), today::get, changes::incrementAndGet);

    private static Policy policy(String entry) {
        PolicyFile file = new PolicyFile("p.yaml", "version: 1\negress: { allow: [" + entry + "] }\n");
        return new PolicySources(List.of(file), PolicyFlags.NONE)
                .read()
                .orElseThrow()
                .policy();
    }

    private String reason() {
        return policies.now().decide(FLOW).reasonId();
    }

    @Test
    void aNewDayEndsWhatHasExpired() {
        policies.look();
        assertThat(reason()).isEqualTo("allowed");
        assertThat(changes).hasValue(0);
        today.set(LocalDate.of(2027, 2, 1));
        assertThat(reason()).isEqualTo("allowed");
        policies.look();
        assertThat(reason()).isEqualTo("rule-expired");
        assertThat(changes).hasValue(1);
    }

    @Test
    void anAdoptedPolicyIsInForceAtOnceAsItIsToday() {
        policies.adopt(policy("{ host: a.example, expires: 2027-01-30 }"));
        assertThat(reason()).isEqualTo("rule-expired");
        policies.adopt(policy("b.example"));
        assertThat(reason()).isEqualTo("not-allowed");
        assertThat(changes).hasValue(2);
    }
}
