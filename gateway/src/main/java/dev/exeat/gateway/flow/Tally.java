package dev.exeat.gateway.flow;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what a run did, for its last line. Bounded: a workload that makes up names can't fill the memory. Safe for threads. */
public final class Tally {
    private static final int DIFFERENT = 4096;
    /** A request that names no host which could be read. */
    private static final String NAMELESS = "no-host";

    private final Map<Subject, Long> denials = new HashMap<>();
    private long allowed;
    private long others;

    /** What was denied: {@code port} is 0 for a DNS question; {@code variant} tells apart questions that one look-up makes. */
    private record Subject(String name, int port, String reason, String variant) {}

    /** One line of the summary. */
    public record Denial(String name, int port, String reason, long count) {}

    synchronized void allowed() {
        allowed++;
    }

    synchronized void denied(String name, int port, String reason) {
        count(new Subject(name.isEmpty() ? NAMELESS : name, port, reason, ""));
    }

    /** Counts a denied DNS question; a look-up that asks for both families counts as one denial. */
    public synchronized void deniedQuestion(String name, String type, String reason) {
        count(new Subject(name, 0, reason, type));
    }

    /** Forgets what was counted: it was not the workload's doing. */
    public synchronized void reset() {
        denials.clear();
        allowed = 0;
        others = 0;
    }

    private void count(Subject subject) {
        if (denials.containsKey(subject) || denials.size() < DIFFERENT) {
            denials.merge(subject, 1L, Long::sum);
        } else {
            others++;
        }
    }

    public synchronized long allowedCount() {
        return allowed;
    }

    public synchronized long deniedCount() {
        return others + merged().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The most frequent denials, most frequent first, at most {@code limit}. */
    public synchronized List<Denial> mostDenied(int limit) {
        return merged().entrySet().stream()
                .map(e -> new Denial(
                        e.getKey().name(), e.getKey().port(), e.getKey().reason(), e.getValue()))
                .sorted(Comparator.comparingLong(Denial::count)
                        .reversed()
                        .thenComparing(Denial::name)
                        .thenComparingInt(Denial::port))
                .limit(limit)
                .toList();
    }

    /** The questions of one look-up taken together. */
    private Map<Subject, Long> merged() {
        Map<Subject, Long> merged = new HashMap<>();
        denials.forEach((subject, count) ->
                merged.merge(new Subject(subject.name(), subject.port(), subject.reason(), ""), count, Math::max));
        return merged;
    }
}
