package dev.exeat.policy.file;

import dev.exeat.policy.NearWord;
import dev.exeat.policy.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one mapping, each read as the type that it must have; what does not fit is a problem and reads as absent. */
final class Fields {
    private final Map<String, YamlNode> values = new LinkedHashMap<>();
    private final YamlNode.Mapping mapping;
    private final Problems problems;

    /**
     * Takes the known keys and complains of the others.
     *
     * @param known every key that may stand here
     * @param elsewhere keys that would be right in a mapping of another kind, and why not here
     */
    Fields(YamlNode.Mapping mapping, List<String> known, Map<String, String> elsewhere, Problems problems) {
        this.mapping = mapping;
        this.problems = problems;
        for (YamlNode.Entry entry : mapping.entries()) {
            String key = entry.key().text();
            if (known.contains(key)) {
                values.put(key, entry.value());
            } else if (elsewhere.containsKey(key)) {
                problems.add(
                        entry.key().place(),
                        "key-misplaced",
                        "key '" + key + "' " + elsewhere.get(key),
                        "leave it out");
            } else if (Keys.UNSUPPORTED.containsKey(key)) {
                problems.add(
                        entry.key().place(),
                        key + "-unsupported",
                        "key '" + key + "' is not enforced by this version, so it is not read",
                        String.valueOf(Keys.UNSUPPORTED.get(key)));
            } else {
                unknown(entry.key(), known);
            }
        }
    }

    private void unknown(YamlNode.Scalar key, List<String> known) {
        String near = NearWord.find(key.text(), known);
        boolean target = mapping.entries().size() == 1 && key.text().indexOf('.') >= 0;
        String fix = near == null ? "write one of: " + String.join(", ", known) : "did you mean '" + near + "'?";
        problems.add(
                key.place(),
                "key-unknown",
                "key " + Quoted.of(key.text()) + " is not known here",
                target ? "write a target and its port without a space after the colon" : fix);
    }

    YamlNode.Mapping mapping() {
        return mapping;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    @Nullable
    YamlNode node(String key) {
        return values.get(key);
    }

    /** The value where it is text; a number or a truth value is none. */
    YamlNode.@Nullable Scalar text(String key, String expected) {
        YamlNode node = values.get(key);
        if (node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.TEXT) {
            return scalar;
        }
        complain(key, node, expected);
        return null;
    }

    /** The value where it is a whole number in decimal digits between the two, both included. */
    @Nullable
    Integer number(String key, int least, int most) {
        YamlNode node = values.get(key);
        if (node instanceof YamlNode.Scalar scalar
                && scalar.kind() == YamlNode.Kind.INTEGER
                && scalar.text().matches("[1-9][0-9]{0,8}")) {
            int number = Integer.parseInt(scalar.text());
            if (least <= number && number <= most) {
                return number;
            }
        }
        complain(key, node, "a whole number from " + least + " to " + most);
        return null;
    }

    /** Whether the value is {@code true}; absent is false. */
    boolean truth(String key) {
        YamlNode node = values.get(key);
        if (node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.TRUTH) {
            return scalar.text().equalsIgnoreCase("true");
        }
        complain(key, node, "true or false");
        return false;
    }

    /** The fields of a mapping below; null where there is none. An empty value is an empty mapping. */
    @Nullable
    Fields below(String key, List<String> known) {
        YamlNode node = values.get(key);
        if (node instanceof YamlNode.Mapping below) {
            return new Fields(below, known, Map.of(), problems);
        }
        if (!isEmpty(node)) {
            complain(key, node, "a mapping with " + String.join(", ", known));
        }
        return null;
    }

    /** The items of a list; an empty value is an empty list. */
    List<YamlNode> items(String key, String expected) {
        YamlNode node = values.get(key);
        if (node instanceof YamlNode.Sequence list) {
            return list.items();
        }
        if (!isEmpty(node)) {
            complain(key, node, "a list of " + expected);
        }
        return List.of();
    }

    /**
     * The single values of a list.
     *
     * @param numbers whether numbers may stand in it beside text
     */
    List<YamlNode.Scalar> scalars(String key, String expected, boolean numbers) {
        List<YamlNode.Scalar> scalars = new ArrayList<>();
        for (YamlNode item : items(key, expected)) {
            boolean fits = item instanceof YamlNode.Scalar scalar
                    && (scalar.kind() == YamlNode.Kind.TEXT || (numbers && scalar.kind() == YamlNode.Kind.INTEGER));
            if (fits) {
                scalars.add((YamlNode.Scalar) item);
            } else {
                mistyped(item, "an item of '" + key + "'", expected);
            }
        }
        return scalars;
    }

    /** As {@link #scalars}; that the list is there and has nothing in it is a problem. */
    List<YamlNode.Scalar> someScalars(String key, String expected, boolean numbers) {
        YamlNode node = values.get(key);
        boolean empty = isEmpty(node)
                || (node instanceof YamlNode.Sequence list && list.items().isEmpty());
        if (node != null && empty) {
            problems.add(node.place(), "list-empty", "'" + key + "' is empty", "leave it out, or name " + expected);
            return List.of();
        }
        return scalars(key, expected, numbers);
    }

    private static boolean isEmpty(@Nullable YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.NOTHING;
    }

    private void complain(String key, @Nullable YamlNode found, String expected) {
        if (found != null) {
            mistyped(found, "'" + key + "'", expected);
        }
    }

    /** Says what was found and what was expected. */
    void mistyped(YamlNode found, String what, String expected) {
        if (!(found instanceof YamlNode.Refused)) {
            problems.add(
                    found.place(),
                    "yaml-type",
                    what + " is " + found.described() + ", expected " + expected,
                    fix(found, expected));
        }
    }

    private static String fix(YamlNode found, String expected) {
        if (found instanceof YamlNode.Scalar scalar) {
            if (expected.startsWith("a list")) {
                return "put it in brackets: [" + scalar.text() + "]";
            }
            if (expected.equals("true or false")) {
                return "write true or false, without quotes; YAML 1.2 has no other words for them";
            }
        }
        return "write " + expected;
    }
}
