package dev.exeat.cli.suggest;

import static dev.exeat.cli.suggest.WrittenJournal.allowed;
import static dev.exeat.cli.suggest.WrittenJournal.closed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.gateway.audit.AuditEntry;
import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Policy;
import dev.exeat.policy.PortSet;
import dev.exeat.policy.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a sandbox used: the suggested policy lets all of it pass again, lets nothing else pass, and no item of it can be left out. */
class SuggestionPropertyTest {
    private static final int[] PORTS = {22, 80, 443, 5432, 8443, 9000};
    private static final String[] PROTOCOLS = {"tls", "http", "tcp"};

    @TempDir
    Path folder;

    /** One connection: where to, what its bytes were, and where the target was. */
    private record Connection(Flow flow, String protocol, String address) {
        Content content() {
            return switch (protocol) {
                case "tls" -> new Content.Tls(flow.target() instanceof Target.Name(HostName n) ? n : null, false);
                case "http" -> new Content.Http(flow.target(), flow.port(), "GET", "/");
                default -> new Content.Other();
            };
        }

        /** Whether the policy lets it pass from its first packet to its last byte. */
        boolean passes(Policy policy) {
            Decision bytes = policy.takesAnyBytes(flow) ? policy.decide(flow) : policy.decide(flow, content());
            List<IpAddress> addresses = List.of(IpAddress.parse(address).orElseThrow());
            return policy.screen(flow, bytes, addresses, own -> false).allowed();
        }
    }

    private static Connection random(Random random) {
        int port = PORTS[random.nextInt(PORTS.length)];
        String protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        int host = random.nextInt(8);
        boolean special = host >= 6;
        String address = (special ? "10.0.0." : "44.0.0.") + (host + 1);
        Flow flow = random.nextInt(4) == 0
                ? Flow.to(IpAddress.parse(address).orElseThrow(), port)
                : Flow.to(HostName.parse("h" + host + ".example").orElseThrow(), port);
        return new Connection(flow, protocol, address);
    }

    private Suggestion suggestion(Collection<Connection> connections) throws Exception {
        List<AuditEntry> lines = new ArrayList<>(List.of(AuditEntry.of(Event.START), WrittenJournal.probe("pass")));
        lines.add(AuditEntry.of(Event.POLICY));
        long number = 0;
        for (Connection each : connections) {
            number++;
            lines.add(allowed(number, each.flow(), "tcp", each.address()));
            lines.add(closed(number, each.flow(), each.protocol(), "complete"));
        }
        return Suggestion.of(WrittenJournal.of(folder.resolve("home" + connections.hashCode()), lines));
    }

    private static Policy policy(Suggestion suggestion, List<Entry> entries) {
        return Suggested.policy(new Suggestion(
                        suggestion.sandbox(),
                        suggestion.from(),
                        suggestion.until(),
                        entries,
                        PortSet.NONE,
                        List.of(),
                        List.of(),
                        Map.of())
                .text(false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void allOfItPassesNothingElseDoesAndNoItemIsTooMuch(long seed) throws Exception {
        Random random = new Random(seed);
        List<Connection> used = IntStream.range(0, 1 + random.nextInt(30))
                .mapToObj(i -> random(random))
                .toList();
        Suggestion suggestion = suggestion(used);
        Policy policy = Suggested.policy(suggestion.text(true));
        assertThat(used).allSatisfy(each -> assertThat(each.passes(policy)).isTrue());
        for (int i = 0; i < 500; i++) {
            Connection other = random(random);
            if (!isNear(other, used)) {
                assertThat(policy.decide(other.flow()).allowed())
                        .as(other + "\n" + suggestion.text(false))
                        .isFalse();
            }
        }
        for (Entry entry : suggestion.entries()) {
            List<Entry> rest = new ArrayList<>(suggestion.entries());
            rest.remove(entry);
            Policy less = policy(suggestion, rest);
            assertThat(used).as("without " + entry).anyMatch(each -> !each.passes(less));
        }
    }

    /** Whether it was used itself, or is the other one of a name's two web ports, which a name alone opens. */
    private static boolean isNear(Connection other, List<Connection> used) {
        boolean web = PortSet.WEB.contains(other.flow().port()) && other.flow().target() instanceof Target.Name;
        return used.stream()
                .anyMatch(each -> each.flow().equals(other.flow())
                        || (web
                                && each.flow().target().equals(other.flow().target())
                                && PortSet.WEB.contains(each.flow().port())));
    }
}
