package dev.exeat.gateway.audit;

import org.jspecify.annotations.Nullable;

/** The keys of a journal line between {@code event} and {@code prev}, in the order in which they are written. */
public enum Field {
    FLOW("flow", true),
    NAME("name", false),
    ADDRESS("address", false),
    PORT("port", true),
    PROTOCOL("protocol", false),
    TYPE("type", false),
    METHOD("method", false),
    PATH("path", false),
    VERDICT("verdict", false),
    RULE("rule", false),
    REASON("reason", false),
    DECISION("decision", false),
    BYTES_OUT("bytesOut", true),
    BYTES_IN("bytesIn", true),
    MILLISECONDS("milliseconds", true),
    ENDED("ended", false),
    COUNT("count", true),
    ALLOWED("allowed", true),
    DENIED("denied", true),
    STATUS("status", true),
    DETAIL("detail", false);

    private final String key;
    private final boolean number;

    Field(String key, boolean number) {
        this.key = key;
        this.number = number;
    }

    String key() {
        return key;
    }

    boolean isNumber() {
        return number;
    }

    static @Nullable Field of(String key) {
        for (Field field : values()) {
            if (field.key.equals(key)) {
                return field;
            }
        }
        return null;
    }
}
