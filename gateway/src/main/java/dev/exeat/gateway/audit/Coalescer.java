package dev.exeat.gateway.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a flood of equal entries from filling the disk: the first of a kind is written at once, those that follow are counted
 * and written as one line a second. Bounded, whatever a workload makes up. Guarded by the journal's lock.
 */
final class Coalescer {
    /** So many kinds are told apart at a time; what comes on top shares one line. */
    static final int KINDS = 512;

    private static final class Waiting {
        final AuditEntry like;
        long count;

        Waiting(AuditEntry like) {
            this.like = like;
        }
    }

    private final Map<AuditEntry, Waiting> kinds = new LinkedHashMap<>();
    private long others;

    /** Whether {@code entry} must be written now, as the first of its kind; otherwise it was counted, be it among those without a kind. */
    boolean isFirst(AuditEntry entry) {
        AuditEntry kind = kind(entry);
        if (kinds.size() >= KINDS && !kinds.containsKey(kind)) {
            others++;
            return false;
        }
        return !isRepeat(kind);
    }

    /** Whether {@code entry} is one more of its kind, and was counted; where there are too many kinds none of the others is. */
    boolean isRepeat(AuditEntry entry) {
        AuditEntry kind = kind(entry);
        Waiting waiting = kinds.get(kind);
        if (waiting != null) {
            waiting.count++;
            return true;
        }
        if (kinds.size() < KINDS) {
            kinds.put(kind, new Waiting(kind));
        }
        return false;
    }

    private static AuditEntry kind(AuditEntry entry) {
        Map<Field, Object> values = new EnumMap<>(Field.class);
        values.putAll(entry.values());
        // they differ for each of the same kind
        values.remove(Field.FLOW);
        values.remove(Field.DECISION);
        values.remove(Field.MILLISECONDS);
        return new AuditEntry(entry.event(), values);
    }

    /** What was counted since the last call; kinds that were not seen again are forgotten. */
    List<AuditEntry> drain() {
        List<AuditEntry> counted = new ArrayList<>();
        kinds.values().removeIf(waiting -> waiting.count == 0);
        for (Waiting waiting : kinds.values()) {
            counted.add(waiting.like.with(Field.COUNT, waiting.count));
            waiting.count = 0;
        }
        if (others > 0) {
            counted.add(AuditEntry.of(Event.REFUSED)
                    .with(Field.VERDICT, "deny")
                    .with(Field.COUNT, others)
                    .with(Field.DETAIL, "too many different denials at a time to name each"));
            others = 0;
        }
        return counted;
    }
}
