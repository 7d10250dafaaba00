package dev.exeat.cli.logs;

import dev.exeat.gateway.audit.AuditRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Leaves out what the probes did: their results, and the attempts between a start and the last result, which are theirs
 * because the command has not begun. A failed probe stays, and so do the attempts of a start that never came to a result.
 */
final class ProbeTraffic {
    private static final int MOST_HELD = 2000;

    /** Results are written one after the other; what comes so long after one is not between two. */
    private static final Duration BETWEEN_RESULTS = Duration.ofMillis(20);

    private static final Set<String> NAMES = Set.of("probe.exeat.internal", "denied.exeat.internal");

    private final List<Entry> held = new ArrayList<>();
    private boolean proving;
    private Instant settled = Instant.MAX;

    /** A record and the line that it was read from. */
    record Entry(AuditRecord record, String text) {}

    /** What is known not to be the probes' doing now that this line has come. */
    List<Entry> pass(AuditRecord record, String text) {
        Entry entry = new Entry(record, text);
        return switch (record.event()) {
            case START -> started(entry);
            case PROBE -> proved(entry);
            case QUESTION, CONNECTION, INBOUND, CLOSED, REFUSED -> attempted(entry);
            case POLICY, FAULT, RECOVERED, END -> released(entry);
        };
    }

    private List<Entry> started(Entry entry) {
        List<Entry> all = released(entry);
        proving = true;
        settled = Instant.MAX;
        return all;
    }

    private List<Entry> proved(Entry entry) {
        if (proving) {
            held.clear();
            settled = entry.record().time().plus(BETWEEN_RESULTS);
        }
        return entry.record().verdict().equals("pass") ? List.of() : List.of(entry);
    }

    private List<Entry> attempted(Entry entry) {
        if (NAMES.contains(entry.record().name())) {
            return List.of();
        }
        if (proving && held.size() < MOST_HELD && entry.record().time().isBefore(settled)) {
            held.add(entry);
            return List.of();
        }
        return released(entry);
    }

    private List<Entry> released(Entry entry) {
        List<Entry> all = new ArrayList<>(rest());
        all.add(entry);
        return all;
    }

    /** What was held back in case of another result, when none has come for a while. */
    List<Entry> quiet() {
        return settled.equals(Instant.MAX) ? List.of() : rest();
    }

    /** What was held back, when no more lines come. */
    List<Entry> rest() {
        List<Entry> all = List.copyOf(held);
        held.clear();
        proving = false;
        return all;
    }
}
