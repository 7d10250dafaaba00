package dev.exeat.container.workload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Variables of a workload. Their values are often secrets: they are told to the engine and to nobody else, so this prints names only.
 *
 * @param values by name, in the order in which they were given
 */
public record Environment(Map<String, String> values) {
    public Environment {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The names, for whoever looks at a sandbox. */
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    /** These, and others that are stronger. */
    public Environment with(Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(others);
        return new Environment(all);
    }

    @Override
    public String toString() {
        return names().toString();
    }
}
