package dev.exeat.policy.file;

import dev.exeat.policy.Place;
import dev.exeat.policy.Quoted;
import java.util.List;
import java.util.regex.Pattern;

/** What a YAML text consists of, as far as a policy may use it. */
sealed interface YamlNode {
    /** Where it begins. */
    Place place();

    /** What it is, for a message: {@code the text 'on'}. */
    String described();

    /**
     * A single value.
     *
     * @param text as it was written, without quotes
     * @param kind what YAML 1.2's core schema takes it for
     */
    record Scalar(String text, Kind kind, Place place) implements YamlNode {
        @Override
        public String described() {
            return switch (kind) {
                case TEXT -> "the text " + Quoted.of(text);
                case INTEGER, FRACTION -> "the number " + Quoted.of(text);
                case TRUTH -> "the truth value " + Quoted.of(text);
                case NOTHING -> "empty";
            };
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, Place place) implements YamlNode {
        @Override
        public String described() {
            return "a list";
        }
    }

    /** Keys with their values, in the order of the text, each key once. */
    record Mapping(List<Entry> entries, Place place) implements YamlNode {
        @Override
        public String described() {
            return "a mapping";
        }
    }

    /** One key with its value. */
    record Entry(Scalar key, YamlNode value) {}

    /** Something whose problem has been told already. */
    record Refused(Place place) implements YamlNode {
        @Override
        public String described() {
            return "refused";
        }
    }

    /** The kinds of scalars of YAML 1.2 section 10.3.2. */
    enum Kind {
        TEXT,
        INTEGER,
        FRACTION,
        TRUTH,
        NOTHING;

        private static final Pattern NULL = Pattern.compile("null|Null|NULL|~|");
        private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
        private static final Pattern INTEGRAL = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
        private static final Pattern FLOAT = Pattern.compile(
                "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?(\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN");

        /** What a scalar without quotes is. */
        static Kind ofPlain(String text) {
            if (NULL.matcher(text).matches()) {
                return NOTHING;
            }
            if (BOOLEAN.matcher(text).matches()) {
                return TRUTH;
            }
            if (INTEGRAL.matcher(text).matches()) {
                return INTEGER;
            }
            return FLOAT.matcher(text).matches() ? FRACTION : TEXT;
        }
    }
}
