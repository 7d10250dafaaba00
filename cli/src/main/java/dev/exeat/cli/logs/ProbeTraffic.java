package dev.exeat.cli.logs;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.ProbeNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Leaves out what the probes did: their results, and the attempts between a start and the record that says that the command begins. A
 * failed probe stays, and so do the attempts of a start that never came to a result.
 */
final class ProbeTraffic {
    private static final int MOST_HELD = 2000;

    private static final Set<String> NAMES = Set.of("probe.exeat.internal", "denied.exeat.internal");

    private final List<Entry> held = new ArrayList<>();
    private boolean proving;
    private boolean results;

    /** A record and the line that it was read from. */
    record Entry(AuditRecord record, String text) {}

    /** What is known not to be the probes' doing now that this line has come. */
    List<Entry> pass(AuditRecord record, String text) {
        Entry entry = new Entry(record, text);
        return switch (record.event()) {
            case START -> started(entry);
            case PROBE -> proved(entry);
            case QUESTION, CONNECTION, REQUEST, INBOUND, CLOSED, REFUSED -> attempted(entry);
            case POLICY, FAULT, RECOVERED -> List.of(entry);
            case END -> released(entry);
        };
    }

    private List<Entry> started(Entry entry) {
        List<Entry> all = released(entry);
        proving = true;
        results = false;
        return all;
    }

    private List<Entry> proved(Entry entry) {
        if (proving) {
            held.clear();
            results = true;
        }
        if (entry.record().name().equals(ProbeNames.PROVED)) {
            proving = false;
        }
        return entry.record().verdict().equals("pass") ? List.of() : List.of(entry);
    }

    private List<Entry> attempted(Entry entry) {
        if (NAMES.contains(entry.record().name())) {
            return List.of();
        }
        if (!proving) {
            return List.of(entry);
        }
        // no more than that is kept, should a start go on for ever
        if (!results && held.size() < MOST_HELD) {
            held.add(entry);
        }
        return List.of();
    }

    private List<Entry> released(Entry entry) {
        List<Entry> all = new ArrayList<>(rest());
        all.add(entry);
        return all;
    }

    /** What was held back, when no more lines come. */
    List<Entry> rest() {
        List<Entry> all = List.copyOf(held);
        held.clear();
        proving = false;
        return all;
    }
}
