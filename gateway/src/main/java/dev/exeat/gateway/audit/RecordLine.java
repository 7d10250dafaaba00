package dev.exeat.gateway.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A record as a line of JSON and back. */
final class RecordLine {
    private RecordLine() {}

    /** Why a line is no record. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String why) {
            super(why, null, false, false);
        }
    }

    /** The line of {@code record} with its line feed. */
    static byte[] write(AuditRecord record) {
        JsonLine line = new JsonLine()
                .text("time", Timestamp.format(record.time()))
                .number("seq", record.sequence())
                .text("sandbox", record.sandbox())
                .text("event", record.event().id());
        record.entry().values().forEach((field, value) -> {
            if (value instanceof Long number) {
                line.number(field.key(), number);
            } else {
                line.text(field.key(), value.toString());
            }
        });
        return line.text("prev", record.previous()).bytes();
    }

    static AuditRecord read(String line) throws Malformed {
        SequencedMap<String, Object> object = new JsonObjectReader(line).read();
        Map<String, Object> rest = new LinkedHashMap<>(object);
        Instant time = instant(take(rest, "time", String.class));
        long sequence = take(rest, "seq", Long.class);
        String sandbox = take(rest, "sandbox", String.class);
        Event event = Event.of(take(rest, "event", String.class));
        String previous = take(rest, "prev", String.class);
        if (event == null) {
            throw new Malformed("unknown event");
        }
        return new AuditRecord(time, sequence, sandbox, new AuditEntry(event, fields(rest)), previous);
    }

    private static Map<Field, Object> fields(Map<String, Object> rest) throws Malformed {
        Map<Field, Object> fields = new EnumMap<>(Field.class);
        for (Map.Entry<String, Object> entry : rest.entrySet()) {
            Field field = Field.of(entry.getKey());
            if (field == null || field.isNumber() != entry.getValue() instanceof Long) {
                throw new Malformed("unexpected '" + entry.getKey() + "'");
            }
            fields.put(field, entry.getValue());
        }
        return fields;
    }

    private static <T> T take(Map<String, Object> from, String key, Class<T> type) throws Malformed {
        @Nullable Object value = from.remove(key);
        if (!type.isInstance(value)) {
            throw new Malformed("no '" + key + "'");
        }
        return type.cast(value);
    }

    private static Instant instant(String text) throws Malformed {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Malformed("'" + text + "' is no time");
        }
    }
}
