package dev.exeat.policy;

import java.util.List;

/**
 * Which host names a rule is for. A wildcard never crosses a label boundary backwards: {@code **.example.com} is not
 * {@code evilexample.com}, and it is anchored at the end.
 *
 * @param form how names below the base are taken
 * @param base the name without its wildcard
 */
public record DomainPattern(Form form, HostName base) {
    /** The four forms of a pattern. */
    public enum Form {
        /** {@code a.example}: that name only. */
        EXACT(""),
        /** {@code *.a.example}: exactly one label more. */
        ONE_LABEL("*."),
        /** {@code **.a.example}: one or more labels more. */
        BELOW("**."),
        /** {@code .a.example}: the name and everything below it. */
        APEX_AND_BELOW(".");

        private final String prefix;

        Form(String prefix) {
            this.prefix = prefix;
        }

        /** What stands before the base. */
        public String prefix() {
            return prefix;
        }
    }

    /** Reads a pattern in one of the four forms; the base is a name as {@link HostName#parse} reads it. */
    public static Parsed<DomainPattern> parse(String text) {
        return DomainPatternText.parse(text);
    }

    /** The pattern for that name only. */
    public static DomainPattern exactly(HostName name) {
        return new DomainPattern(Form.EXACT, name);
    }

    /** Whether the name is one of the pattern's. */
    public boolean matches(HostName name) {
        return switch (form) {
            case EXACT -> name.equals(base);
            case ONE_LABEL -> name.isUnder(base) && name.labelCount() == base.labelCount() + 1;
            case BELOW -> name.isUnder(base);
            case APEX_AND_BELOW -> name.equals(base) || name.isUnder(base);
        };
    }

    /** Whether some name could be one of both patterns'. */
    public boolean overlaps(DomainPattern other) {
        if (base.equals(other.base)) {
            return form == other.form || (hasBelow() && other.hasBelow()) || (hasApex() && other.hasApex());
        }
        return other.base.isUnder(base) ? reaches(other) : base.isUnder(other.base) && other.reaches(this);
    }

    /** Whether the pattern is for more than one name. */
    public boolean isWildcard() {
        return form != Form.EXACT;
    }

    /** What a user should know about a pattern that is accepted, such as a wildcard over hosting that anyone can rent. */
    public List<Problem> warnings() {
        return DomainPatternText.warnings(this);
    }

    private boolean reaches(DomainPattern deeper) {
        return switch (form) {
            case EXACT -> false;
            case ONE_LABEL -> deeper.hasApex() && deeper.base.labelCount() == base.labelCount() + 1;
            case BELOW, APEX_AND_BELOW -> true;
        };
    }

    private boolean hasApex() {
        return form == Form.EXACT || form == Form.APEX_AND_BELOW;
    }

    private boolean hasBelow() {
        return form != Form.EXACT;
    }

    /** The canonical spelling. */
    @Override
    public String toString() {
        return form.prefix + base;
    }
}
