package dev.exeat.cli.logs;

import dev.exeat.cli.console.Table;
import dev.exeat.cli.json.JsonText;
import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Totals by name and port. At most {@value #MOST} of them are kept apart, however many names a command makes up. */
public final class LogSummary {
    private static final int MOST = 10_000;
    private static final Target OTHERS = new Target("(others)", 0, "");

    private final Map<Target, Totals> totals = new LinkedHashMap<>();

    private record Target(String subject, int port, String kind) {
        @Override
        public String toString() {
            String host = port > 0 && subject.contains(":") ? "[" + subject + "]" : subject;
            return port > 0 ? host + ":" + port : host;
        }
    }

    private static final class Totals {
        private long allowed;
        private long denied;
        private long bytesOut;
        private long bytesIn;
        private final TreeSet<String> reasons = new TreeSet<>();

        void add(AuditRecord line) {
            bytesOut += line.bytesOut();
            bytesIn += line.bytesIn();
            if (line.denied()) {
                denied += line.count();
                reasons.add(line.reason());
            } else if (line.verdict().equals("allow")) {
                allowed += line.count();
            }
        }
    }

    /** Adds a line, if it is about something that was allowed, denied or finished. */
    public void add(AuditRecord line) {
        if (line.subject().isEmpty()
                || line.event() == Event.PROBE
                || line.event() == Event.POLICY
                || (line.verdict().isEmpty() && line.event() != Event.CLOSED)) {
            return;
        }
        Target target = new Target(line.subject(), line.port(), kind(line.event()));
        boolean room = totals.containsKey(target) || totals.size() < MOST;
        totals.computeIfAbsent(room ? target : OTHERS, _ -> new Totals()).add(line);
    }

    private static String kind(Event event) {
        return switch (event) {
            case QUESTION -> "dns";
            case CONNECTION, CLOSED -> "out";
            case REQUEST -> "http";
            case INBOUND -> "in";
            case REFUSED -> "refused";
            case PROBE, START, POLICY, FAULT, RECOVERED, END -> "";
        };
    }

    private List<Map.Entry<Target, Totals>> sorted() {
        Comparator<Map.Entry<Target, Totals>> byDenied = Comparator.comparingLong(entry -> -entry.getValue().denied);
        return totals.entrySet().stream()
                .sorted(byDenied.thenComparingLong(entry -> -entry.getValue().allowed)
                        .thenComparing(entry -> entry.getKey().toString()))
                .toList();
    }

    /** The totals as a table, the most often denied first. */
    public List<String> table() {
        Table table = new Table("TARGET", "KIND", "ALLOWED", "DENIED", "BYTES OUT", "BYTES IN", "REASONS");
        for (Map.Entry<Target, Totals> entry : sorted()) {
            Totals t = entry.getValue();
            table.row(
                    entry.getKey().toString(),
                    entry.getKey().kind(),
                    Long.toString(t.allowed),
                    Long.toString(t.denied),
                    Long.toString(t.bytesOut),
                    Long.toString(t.bytesIn),
                    String.join(" ", t.reasons));
        }
        return table.lines();
    }

    /** The totals as JSON, one object per target. */
    public List<String> json() {
        return sorted().stream()
                .map(entry -> json(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String json(Target target, Totals totals) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("target", target.subject());
        json.put("port", target.port());
        json.put("kind", target.kind());
        json.put("allowed", totals.allowed);
        json.put("denied", totals.denied);
        json.put("bytesOut", totals.bytesOut);
        json.put("bytesIn", totals.bytesIn);
        json.put("reasons", totals.reasons);
        return JsonText.of(json);
    }
}
