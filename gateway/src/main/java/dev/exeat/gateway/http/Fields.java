package dev.exeat.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The fields of one head or trailer section, in their order. Keys are names in lower case. */
final class Fields {
    private final List<Field> fields;

    Fields() {
        this(new ArrayList<>());
    }

    private Fields(List<Field> fields) {
        this.fields = fields;
    }

    void add(Field field) {
        fields.add(field);
    }

    int count() {
        return fields.size();
    }

    boolean has(String key) {
        return has(field -> field.key().equals(key));
    }

    boolean has(Predicate<Field> which) {
        for (Field field : fields) {
            if (which.test(field)) {
                return true;
            }
        }
        return false;
    }

    /** The value of a field that may be there once: null when it is not there. */
    @Nullable
    String single(String key) throws HttpFault {
        List<String> values = values(key);
        if (values.size() > 1) {
            throw HttpFault.malformed("more than one " + key + " field");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The members of a comma-separated list over all fields of that name, in lower case; empty members are left out. */
    List<String> members(String key) {
        List<String> members = new ArrayList<>(2);
        for (String value : values(key)) {
            for (String member : value.split(",")) {
                String trimmed = Octets.trim(member);
                if (!trimmed.isEmpty()) {
                    members.add(Octets.lower(trimmed));
                }
            }
        }
        return members;
    }

    /** The fields that are left without these. */
    Fields without(Predicate<Field> which) {
        return new Fields(new ArrayList<>(fields.stream().filter(which.negate()).toList()));
    }

    /** Writes the lines and the empty line that ends them. */
    void writeTo(StringBuilder out) {
        for (Field field : fields) {
            out.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        out.append("\r\n");
    }

    private List<String> values(String key) {
        List<String> values = new ArrayList<>(1);
        for (Field field : fields) {
            if (field.key().equals(key)) {
                values.add(field.value());
            }
        }
        return values;
    }
}
