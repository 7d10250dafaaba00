package dev.exeat.cli.suggest;

import static dev.exeat.cli.suggest.WrittenJournal.allowed;
import static dev.exeat.cli.suggest.WrittenJournal.closed;
import static dev.exeat.cli.suggest.WrittenJournal.denied;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.gateway.audit.AuditEntry;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.audit.Field;
import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Profile;
import dev.exeat.policy.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that a command makes up to be misread: whatever was used is suggested as exactly that. */
class HostileNamesTest {
    private static final int[] PORTS = {22, 80, 443, 8443};

    @TempDir
    Path folder;

    private static Flow flow(String host, int port) {
        return Flow.to(HostName.parseWire(host).orElseThrow(), port);
    }

    private Suggestion suggestion(String home, List<AuditEntry> lines) throws Exception {
        List<AuditEntry> all = new ArrayList<>(List.of(AuditEntry.of(Event.START), WrittenJournal.probe("pass")));
        all.addAll(lines);
        return Suggestion.of(WrittenJournal.of(folder.resolve(home), all));
    }

    private static List<String> ownNames(Policy policy) {
        return policy.rules().stream()
                .filter(rule -> rule.effect() != Rule.Effect.DENY)
                .map(rule -> ((Rule.Scope.Names) rule.scope()).pattern().toString())
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void aNameIsSuggestedAsItselfHoweverItLooksInYaml() throws Exception {
        String label = "a".repeat(63);
        List<String> names = Stream.of(
                        "null.null",
                        "true.no",
                        "y.on",
                        "1e5.e1",
                        "0x1f.abc",
                        "1.2.3.e",
                        "12.34.ms",
                        "_sip._tcp.example.org",
                        "_.example.org",
                        "a--b.example.org",
                        "xn--bcher-kva.example",
                        "xn--bcher-kva.xn--p1ai",
                        "version.org",
                        "host.org",
                        "cidr.org",
                        "tcp.org",
                        "deny.org",
                        "ruleset.org",
                        "2026-01-01.org",
                        "com",
                        "co.uk",
                        "github.io",
                        "x.0x7f",
                        "a.b-",
                        "-a.example.org",
                        label + "." + label + "." + label + "." + "a".repeat(57) + ".org",
                        label + ".org")
                .filter(name -> HostName.parseWire(name).isOk())
                .filter(name -> open(name))
                .sorted()
                .toList();
        List<AuditEntry> lines = new ArrayList<>();
        long number = 0;
        for (String name : names) {
            for (int port : PORTS) {
                number++;
                lines.add(allowed(number, flow(name, port), "tls", "44.0.0.1"));
                lines.add(
                        closed(number, flow(name, port), port == 22 ? "tcp" : port == 80 ? "http" : "tls", "complete"));
            }
        }
        Suggestion suggestion = suggestion("names", lines);
        Policy policy = Suggested.policy(suggestion.text(true));
        assertThat(ownNames(policy)).isEqualTo(names);
        for (String name : names) {
            for (int port : PORTS) {
                assertThat(policy.decide(flow(name, port)).allowed())
                        .as(name + ":" + port)
                        .isTrue();
            }
            assertThat(policy.decide(flow(name, 8444)).allowed()).as(name).isFalse();
        }
    }

    /** Whether a run that learns lets the name out at all. */
    private static boolean open(String name) {
        Policy learning = Policy.of(Profile.LEARN, List.of(), List.of(), List.of(), List.of())
                .orElseThrow();
        return learning.decide(flow(name, 443)).allowed();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyNameThatMayBeUsedWhileLearningCanBeSuggested(long seed) throws Exception {
        Random random = new Random(seed);
        String letters = "abcxn019-_";
        List<String> names = IntStream.range(0, 4000)
                .mapToObj(i -> IntStream.range(0, 1 + random.nextInt(4))
                        .mapToObj(j -> letters(random, letters))
                        .reduce((a, b) -> a + "." + b)
                        .orElseThrow())
                .filter(name -> HostName.parseWire(name) instanceof Parsed.Ok)
                .filter(HostileNamesTest::open)
                .distinct()
                .sorted()
                .toList();
        assertThat(names).hasSizeGreaterThan(100);
        List<AuditEntry> lines = new ArrayList<>();
        long number = 0;
        for (String name : names) {
            lines.add(allowed(++number, flow(name, 443), "tls", "44.0.0.1"));
            lines.add(closed(number, flow(name, 443), "tls", "complete"));
        }
        assertThat(ownNames(Suggested.policy(suggestion("any" + seed, lines).text(true))))
                .isEqualTo(names);
    }

    private static String letters(Random random, String letters) {
        return (random.nextInt(6) == 0 ? "xn--" : "")
                + IntStream.range(0, 1 + random.nextInt(5))
                        .mapToObj(i -> "" + letters.charAt(random.nextInt(letters.length())))
                        .reduce("", String::concat);
    }

    @Test
    void whatWasDeniedNeverGetsOutOfItsComment() throws Exception {
        List<AuditEntry> lines = new ArrayList<>();
        for (String said : List.of(
                "x\n    - evil.example",
                "x\r    - evil.example",
                "x\u0085    - evil.example",
                "x\u2028    - evil.example",
                "x\"\n- evil.example",
                "*.example",
                "**.example",
                ".example",
                "# evil.example",
                "a\\010egress: { allow: [evil.example] }")) {
            for (Event event : List.of(Event.QUESTION, Event.CONNECTION)) {
                lines.add(AuditEntry.of(event)
                        .with(Field.NAME, said)
                        .with(Field.VERDICT, "deny")
                        .with(Field.REASON, "not-allowed"));
            }
            lines.add(AuditEntry.of(Event.REFUSED).with(Field.DETAIL, said).with(Field.VERDICT, "deny"));
        }
        lines.add(denied(Event.CONNECTION, flow("denied.example", 443), "not-allowed"));
        Policy policy = Suggested.policy(suggestion("denied", lines).text(true));
        assertThat(policy.rules()).isEmpty();
    }

    /** A name may have had a private address on one of its ports only. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void privateAddressesAreOpenedOnThePortsOnlyThatHadThem(long seed) throws Exception {
        Random random = new Random(seed);
        List<AuditEntry> lines = new ArrayList<>();
        List<Used> used = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int port = PORTS[random.nextInt(PORTS.length)];
            used.add(new Used(
                    flow("h" + random.nextInt(4) + ".example", port),
                    port == 80 ? "http" : random.nextBoolean() ? "tls" : "tcp",
                    random.nextBoolean() ? "10.0.0.1" : "44.0.0.1"));
            lines.add(allowed(i + 1, used.get(i).flow(), "tcp", used.get(i).address()));
            lines.add(closed(i + 1, used.get(i).flow(), used.get(i).protocol(), "complete"));
        }
        String text = suggestion("private" + seed, lines).text(false);
        Policy policy = Suggested.policy(text);
        assertThat(used)
                .allSatisfy(each -> assertThat(each.passes(policy)).as(text).isTrue());
        for (Used each : used) {
            boolean wasPrivate = used.stream()
                    .anyMatch(other ->
                            other.flow().equals(each.flow()) && other.address().startsWith("10."));
            Used privately = new Used(each.flow(), each.protocol(), "10.0.0.1");
            assertThat(privately.passes(policy)).as(each + "\n" + text).isEqualTo(wasPrivate);
        }
    }

    private record Used(Flow flow, String protocol, String address) {
        boolean passes(Policy policy) {
            HostName name = ((dev.exeat.policy.Target.Name) flow.target()).name();
            Content content = switch (protocol) {
                case "tls" -> new Content.Tls(name, false);
                case "http" -> new Content.Http(flow.target(), flow.port(), "GET", "/");
                default -> new Content.Other();
            };
            Decision bytes = policy.takesAnyBytes(flow) ? policy.decide(flow) : policy.decide(flow, content);
            return policy.screen(flow, bytes, List.of(IpAddress.parse(address).orElseThrow()), own -> false)
                    .allowed();
        }
    }
}
