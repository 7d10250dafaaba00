package dev.exeat.cli.state;

import java.util.Map;

/** Typed access to what was read from a state file; anything amiss is an {@link IllegalArgumentException}. */
final class Fields {
    private Fields() {}

    static String text(Map<?, ?> json, String key) {
        if (json.get(key) instanceof String text) {
            return text;
        }
        throw bad(key);
    }

    static long number(Map<?, ?> json, String key) {
        if (json.get(key) instanceof Long number) {
            return number;
        }
        throw bad(key);
    }

    private static IllegalArgumentException bad(String key) {
        return new IllegalArgumentException("'" + key + "' is missing or of another kind");
    }
}
