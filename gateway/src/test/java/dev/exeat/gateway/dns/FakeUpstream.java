package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An upstream that answers from a table and remembers every question. */
final class FakeUpstream implements Upstream {
    final List<String> asked = new ArrayList<>();
    private final Map<String, Resolution> table = new HashMap<>();

    void says(String question, Resolution resolution) {
        table.put(question, resolution);
    }

    static Resolution addresses(List<String> aliases, String... addresses) {
        return new Resolution.Addresses(
                Arrays.stream(addresses)
                        .map(a -> IpAddress.parse(a).orElseThrow())
                        .toList(),
                hosts(aliases),
                Duration.ofSeconds(60));
    }

    static List<HostName> hosts(List<String> names) {
        return names.stream().map(n -> HostName.parseWire(n).orElseThrow()).toList();
    }

    @Override
    public CompletableFuture<Resolution> ask(HostName name, RecordType type) {
        String question = name + " " + type;
        asked.add(question);
        return CompletableFuture.completedFuture(
                table.getOrDefault(question, new Resolution.NoName(List.of(), Duration.ZERO)));
    }
}
