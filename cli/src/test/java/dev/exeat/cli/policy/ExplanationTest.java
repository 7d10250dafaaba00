package dev.exeat.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.gateway.flow.FlowJudge;
import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostPort;
import dev.exeat.policy.LocalAddresses;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Target;
import dev.exeat.policy.file.EffectivePolicy;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code explain} says is what the gateway does (invariant 5). */
class ExplanationTest {
    private static final LocalDate TODAY = LocalDate.of(2027, 1, 31);
    private static final LocalAddresses OWN = address -> address.toString().equals("198.51.100.7");
    private static final List<String> NAMES = List.of(
            "a.example",
            "b.a.example",
            "c.b.a.example",
            "other.example",
            "x.onion",
            "dns.google",
            "host.exeat.internal",
            "single",
            "printer.local");
    private static final List<String> PATTERNS = List.of(
            "a.example", "b.a.example", "'*.a.example'", "'**.a.example'", ".a.example", "dns.google", "single");
    private static final List<String> BLOCKS =
            List.of("203.0.113.0/24", "10.0.0.0/8", "198.51.100.0/24", "2001:db8::/32");
    private static final List<String> ADDRESSES = List.of(
            "203.0.113.9",
            "10.1.2.3",
            "198.51.100.7",
            "127.0.0.1",
            "169.254.169.254",
            "[2001:db8::1]",
            "[::1]",
            "192.0.2.1");
    private static final List<String> PORTS = List.of("80", "443", "22", "8443", "'8000-9000'");

    private final Random random = new Random(20270131);

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String entry(boolean deny) {
        boolean block = random.nextInt(5) == 0;
        StringBuilder entry = new StringBuilder(block ? "{ cidr: '" + any(BLOCKS) + "'" : "{ host: " + any(PATTERNS));
        boolean tcp = !deny && random.nextInt(4) == 0;
        if (tcp || random.nextInt(3) > 0) {
            entry.append(", ports: [")
                    .append(any(PORTS))
                    .append(random.nextBoolean() ? "" : ", " + any(PORTS))
                    .append(']');
        }
        if (tcp) {
            entry.append(", scheme: tcp");
        } else if (!deny && random.nextInt(3) == 0) {
            entry.append(random.nextBoolean() ? ", methods: [GET]" : ", paths: [/v1/**, /health]");
        }
        if (!deny && random.nextInt(6) == 0) {
            entry.append(", private: true");
        }
        if (random.nextInt(4) == 0) {
            entry.append(", expires: ").append(TODAY.plusDays(random.nextInt(3) - 1L));
        }
        return entry.append(" }").toString();
    }

    private Policy policy() {
        StringBuilder text = new StringBuilder("version: 1\nprofile: ")
                .append(random.nextInt(4) == 0 ? "permissive" : "strict")
                .append("\negress:\n  allow:\n");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append("    - ").append(entry(false)).append('\n');
        }
        text.append("  deny:\n");
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append("    - ").append(entry(true)).append('\n');
        }
        text.append(random.nextBoolean() ? "host: [8443]\n" : "");
        Parsed<EffectivePolicy> read =
                new PolicySources(List.of(new PolicyFile("p.yaml", text.toString())), PolicyFlags.NONE).read();
        return read.orElseThrow().policy().at(TODAY);
    }

    private String target() {
        String host = random.nextInt(3) == 0 ? any(ADDRESSES) : any(NAMES);
        String port = any(List.of("80", "443", "22", "8443"));
        return switch (random.nextInt(4)) {
            case 0 -> host;
            case 1 -> "http://" + host + any(List.of("", "/", "/v1/x", "/health?secret", "/v1/../x"));
            case 2 -> "https://" + host + ":" + port + "/v1/x";
            default -> host + ":" + port;
        };
    }

    @Test
    void explainAndTheGatewayAgreeForAnyPolicyAndFlow() {
        Set<String> seen = new HashSet<>();
        for (int round = 0; round < 3_000; round++) {
            Policy policy = policy();
            FlowJudge judge = FlowJudge.of(() -> policy, OWN);
            for (int i = 0; i < 12; i++) {
                String method = any(List.of("GET", "POST"));
                String target = target();
                Question question = Question.parse(target, method, null).orElseThrow();
                Decision explained = Explanation.of(policy, question, OWN).decision();
                Decision enforced = enforced(judge, question);
                assertThat(explained).as(target + " " + policy.rules()).isEqualTo(enforced);
                seen.add(explained.reasonId());
            }
        }
        // a generator that never gets anywhere proves nothing
        assertThat(seen)
                .contains(
                        "allowed",
                        "not-allowed",
                        "denied-by-rule",
                        "port-not-allowed",
                        "literal-address",
                        "rule-expired",
                        "method-not-allowed",
                        "path-not-allowed",
                        "request-hidden",
                        "special-purpose-address",
                        "host-address",
                        "floor-address",
                        "metadata-address",
                        "special-name",
                        "doh-server");
    }

    /** The steps of a connection through the gateway, in its order; a literal is the address that is dialled. */
    private static Decision enforced(FlowJudge judge, Question question) {
        Flow flow = question.flow();
        Decision decision = judge.decide(flow);
        Content content = question.content();
        if (decision.allowed() && content != null && !judge.takesAnyBytes(flow)) {
            decision = judge.decide(flow, content);
        }
        return flow.target() instanceof Target.Literal(var address)
                ? judge.screen(flow, decision, List.of(address))
                : decision;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api.example.com | api.example.com:443 | Tls",
                "API.Example.com. | api.example.com:443 | Tls",
                "bücher.example | xn--bcher-kva.example:443 | Tls",
                "bücher.example:80 | xn--bcher-kva.example:80 | Http",
                "api.example.com:22 | api.example.com:22 | -",
                "tcp://api.example.com:22 | api.example.com:22 | -",
                "https://api.example.com/v1?q=1 | api.example.com:443 | Tls",
                "https://api.example.com:8443 | api.example.com:8443 | Tls",
                "HTTP://api.example.com/v1?q=1#f | api.example.com:80 | Http /v1",
                "http://api.example.com?q | api.example.com:80 | Http /",
                "192.0.2.1 | 192.0.2.1:443 | Tls",
                "192.0.2.1:80 | 192.0.2.1:80 | Http",
                "2001:db8::1 | [2001:db8::1]:443 | Tls",
                "[2001:db8::1] | [2001:db8::1]:443 | Tls",
                "[2001:db8::1]:22 | [2001:db8::1]:22 | -",
            })
    void aTargetIsReadAsPeopleWriteIt(String text, String flow, String content) {
        Question question = Question.parse(text, null, null).orElseThrow();
        assertThat(question.flow()).hasToString(flow);
        assertThat(question.flow()).isEqualTo(HostPort.parse(flow).orElseThrow().flow());
        String said = switch (question.content()) {
            case null -> "-";
            case Content.Tls tls -> "Tls";
            case Content.Http http -> "Http " + http.path();
            case Content.Other other -> "other";
        };
        assertThat(said).startsWith(content);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "a..b",
        "a/b",
        "a b",
        "ftp://a.example",
        "a.example:0",
        "http://",
        "http://user@a.example/",
        "[a.example]",
        "a.example:80:80"
    })
    void whatIsNoTargetIsAProblem(String text) {
        assertThat(Question.parse(text, null, null).problems()).isNotEmpty();
    }
}
