package dev.exeat.gateway.audit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What happened, before it has a place in the journal. Values are texts or whole numbers; a field that is not there is not
 * written. Never put a secret, a query string or a payload into one.
 */
public record AuditEntry(Event event, Map<Field, Object> values) {
    /** Longer texts are cut: a line must stay small whatever a workload makes of its names. */
    static final int TEXT_LIMIT = 512;

    public AuditEntry {
        values = Collections.unmodifiableMap(copy(values));
    }

    private static Map<Field, Object> copy(Map<Field, Object> values) {
        Map<Field, Object> copy = new EnumMap<>(Field.class);
        copy.putAll(values);
        return copy;
    }

    public static AuditEntry of(Event event) {
        return new AuditEntry(event, Map.of());
    }

    /** The same with a text; an empty text is left out. */
    public AuditEntry with(Field field, String text) {
        if (field.isNumber()) {
            throw new IllegalArgumentException(field + " is a number");
        }
        return text.isEmpty() ? this : put(field, text.length() > TEXT_LIMIT ? text.substring(0, TEXT_LIMIT) : text);
    }

    /** The same with a number. */
    public AuditEntry with(Field field, long number) {
        if (!field.isNumber()) {
            throw new IllegalArgumentException(field + " is a text");
        }
        return put(field, number);
    }

    private AuditEntry put(Field field, Object value) {
        Map<Field, Object> more = copy(values);
        more.put(field, value);
        return new AuditEntry(event, more);
    }

    /** The text of {@code field}, or an empty one. */
    public String text(Field field) {
        return values.get(field) instanceof String text ? text : "";
    }

    /** The number of {@code field}, or {@code otherwise}. */
    public long number(Field field, long otherwise) {
        return values.get(field) instanceof Long number ? number : otherwise;
    }
}
