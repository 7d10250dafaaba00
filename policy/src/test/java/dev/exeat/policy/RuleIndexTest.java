package dev.exeat.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The index against a plain scan of the rules, over random policies: same verdict, same reason, same rule. */
class RuleIndexTest {
    private static final List<String> LABELS = List.of("a", "b", "aa", "x-y", "example", "test", "xn--bcher-kva");
    private static final List<String> ADDRESSES =
            List.of("8.8.8.8", "8.8.4.4", "10.1.2.3", "203.0.113.7", "2a00::1", "2a00:1::1", "fd00::7", "2001:db8::9");
    private static final List<Integer> PORTS = List.of(22, 80, 443, 8000, 8005, 8010, 65535);

    private final Random random = new Random(20261122);

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String name() {
        StringBuilder name = new StringBuilder(any(LABELS));
        for (int i = random.nextInt(4); i > 0; i--) {
            name.append('.').append(any(LABELS));
        }
        return name + ".example";
    }

    private String rule() {
        String host = random.nextInt(4) == 0 ? block() : any(List.of("", "*.", "**.", ".")) + name();
        return host + any(List.of("", ":443", ":22", ":8000-8010", ":1-65535"));
    }

    private String block() {
        IpAddress address = IpAddress.parse(any(ADDRESSES)).orElseThrow();
        int prefix = 1 + random.nextInt(address.family().bits());
        AddressBlock block = new AddressBlock(address.masked(prefix), prefix);
        return address.family() == Family.V4 ? block.toString() : "[" + block + "]";
    }

    private List<String> rules(int most) {
        List<String> rules = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            String rule = rule();
            if (RuleText.parse(Rule.Effect.ALLOW, "", rule).isOk()) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private Flow flow() {
        int port = any(PORTS);
        return random.nextInt(4) == 0
                ? Flow.to(IpAddress.parse(any(ADDRESSES)).orElseThrow(), port)
                : Flow.to(new HostName(name()), port);
    }

    private static Decision scan(Policy policy, Flow flow) {
        for (Rule rule : policy.rules()) {
            if (rule.effect() == Rule.Effect.DENY && rule.matches(flow)) {
                return Decision.deny(DenyReason.DENIED_BY_RULE, rule);
            }
        }
        Rule elsewhere = null;
        for (Rule rule : policy.rules()) {
            if (rule.effect() != Rule.Effect.DENY && rule.matches(flow)) {
                return Decision.allow(rule);
            }
            boolean named = rule.effect() != Rule.Effect.DENY && rule.matches(flow.target());
            elsewhere = elsewhere == null && named ? rule : elsewhere;
        }
        return scanDefault(policy, flow, elsewhere);
    }

    private static Decision scanDefault(Policy policy, Flow flow, Rule elsewhere) {
        boolean special = flow.target() instanceof Target.Literal(IpAddress address)
                && SpecialPurpose.of(address).isPresent();
        if (policy.profile() == Profile.PERMISSIVE && !special) {
            return Decision.allow(null);
        }
        if (elsewhere != null) {
            return Decision.deny(DenyReason.PORT_NOT_ALLOWED, elsewhere);
        }
        DenyReason literal = special && policy.profile() == Profile.PERMISSIVE
                ? DenyReason.SPECIAL_PURPOSE_ADDRESS
                : DenyReason.LITERAL_ADDRESS;
        return Decision.deny(flow.target() instanceof Target.Literal ? literal : DenyReason.NOT_ALLOWED);
    }

    @Test
    @Tag("A-032")
    void theIndexDecidesAsAScanOfAllRulesDoes() {
        int allowed = 0;
        int denied = 0;
        for (int i = 0; i < 2_000; i++) {
            Policy policy = Policy.of(
                            any(List.of(Profile.STRICT, Profile.STRICT, Profile.PERMISSIVE)),
                            rules(12),
                            rules(4),
                            rules(3),
                            List.of())
                    .orElseThrow();
            for (int j = 0; j < 60; j++) {
                Flow flow = flow();
                Decision decision = policy.decide(flow);
                assertThat(decision).as("%s of %s", flow, policy.rules()).isEqualTo(scan(policy, flow));
                allowed += decision.allowed() ? 1 : 0;
                denied += decision.allowed() ? 0 : 1;
            }
        }
        assertThat(allowed).isGreaterThan(10_000);
        assertThat(denied).isGreaterThan(10_000);
    }

    @Test
    void aQuestionIsAllowedIfAndOnlyIfSomePortIs() {
        for (int i = 0; i < 2_000; i++) {
            Policy policy = Policy.of(
                            any(List.of(Profile.STRICT, Profile.PERMISSIVE)), rules(6), rules(6), List.of(), List.of())
                    .orElseThrow();
            for (int j = 0; j < 10; j++) {
                HostName name = new HostName(name());
                // Every boundary of the ports that the rules of this test use.
                boolean some = List.of(1, 21, 22, 23, 80, 443, 444, 8000, 8010, 8011, 65535).stream()
                        .anyMatch(port -> policy.decide(Flow.to(name, port)).allowed());
                assertThat(policy.decideQuestion(name).allowed())
                        .as("%s of %s", name, policy.rules())
                        .isEqualTo(some);
            }
        }
    }

    @Test
    @Tag("A-078")
    void aDecisionTakesLessThanTenMillisecondsWhateverTheNameAndTheRules() {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rules.add("**." + "a.".repeat(i % 100) + "r" + i + ".example");
            rules.add("**." + "a.".repeat(i % 100 + 1) + "example");
        }
        Policy policy = Policy.of(Profile.STRICT, rules, List.of(), List.of(), List.of())
                .orElseThrow();
        HostName longest = new HostName("a.".repeat(123) + "example");
        String tooLong = "a".repeat(10_000);
        String manyLabels = "a.".repeat(5_000);
        policy.decide(Flow.to(longest, 443));
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(policy.decide(Flow.to(longest, 443)).allowed()).isTrue();
            assertThat(HostName.parseWire(tooLong).isOk()).isFalse();
            assertThat(HostName.parseWire(manyLabels).isOk()).isFalse();
            assertThat(HostName.parse(tooLong).isOk()).isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(100 * 10));
    }
}
