package dev.exeat.cli.logs;

import dev.exeat.cli.console.Console;
import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A line of the journal for a person: time, verdict, event, target, and why. */
public final class LogText {
    private LogText() {}

    /** One line of text without control characters. */
    public static String of(AuditRecord line) {
        List<String> words = new ArrayList<>();
        words.add(time(line.time()));
        words.add("%-5s".formatted(line.verdict().isEmpty() ? "-" : line.verdict()));
        words.add("%-10s".formatted(line.event().id()));
        words.add(target(line));
        add(words, "", line.protocol());
        add(words, "", (line.method() + " " + line.path()).strip());
        add(words, "", line.reason());
        add(words, "rule ", line.rule());
        if (line.event() == Event.CLOSED) {
            words.add("%d bytes out, %d in, %d ms".formatted(line.bytesOut(), line.bytesIn(), line.milliseconds()));
        }
        add(words, "", line.ended());
        add(words, "x", line.count() > 1 ? Long.toString(line.count()) : "");
        add(words, "", line.detail());
        return Console.oneLine(String.join(
                        "  ", words.stream().filter(word -> !word.isEmpty()).toList()))
                .stripTrailing();
    }

    private static void add(List<String> words, String label, String value) {
        if (!value.isEmpty()) {
            words.add(label + value);
        }
    }

    private static String time(Instant time) {
        String text = time.truncatedTo(ChronoUnit.MILLIS).toString();
        return text.contains(".") ? text : text.replace("Z", ".000Z");
    }

    /** {@code name:port} with the address behind it, or the address alone. */
    static String target(AuditRecord line) {
        String subject = line.subject();
        String host = line.port() > 0 && subject.contains(":") ? "[" + subject + "]" : subject;
        String target = line.port() > 0 ? host + ":" + line.port() : host;
        boolean both = !line.name().isEmpty() && !line.address().isEmpty();
        return both ? target + " (" + line.address() + ")" : target;
    }
}
