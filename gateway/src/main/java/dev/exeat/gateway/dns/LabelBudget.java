package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.Rule;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many names that were never asked before a wildcard rule lets out in a minute: each is a message to whoever runs
 * the zone. Names that were asked lately cost nothing; the oldest are forgotten. Safe for several threads.
 */
final class LabelBudget {
    private static final int MAX_REMEMBERED = 8_192;
    private static final int MAX_RULES = 10_000;

    private final int perMinute;
    private final LongSupplier nanoTime;
    private final Map<Rule, RateWindow> windows = new HashMap<>();
    private final Map<HostName, Boolean> asked = new BoundedMap<>(MAX_REMEMBERED);

    LabelBudget(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
    }

    /** Whether the name may be asked upstream under this rule now. */
    synchronized boolean spend(Rule rule, HostName name) {
        if (asked.get(name) != null) {
            return true;
        }
        if (windows.size() >= MAX_RULES) {
            windows.clear();
        }
        RateWindow window =
                windows.computeIfAbsent(rule, r -> new RateWindow(perMinute, Duration.ofMinutes(1), nanoTime));
        if (!window.take()) {
            return false;
        }
        asked.put(name, true);
        return true;
    }
}
