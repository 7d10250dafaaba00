package dev.exeat.policy;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** The characters of a name: which may stand in it, and what to say of one that may not. */
final class NameCharacter {
    private static final CodePoints DOT_LOOK_ALIKES = CodePoints.of("6D4 701-702 2024 3002 FE52 FF0E FF61");
    private static final String LDH_FIX = "write letters, digits, hyphens, underscores and dots only";

    private NameCharacter() {}

    /** The character in its canonical case, or -1 when it may not stand in a name that a person writes. */
    static int fold(int codePoint) {
        if (codePoint < 0x80) {
            return foldAscii(codePoint);
        }
        int lower = IdnaProperty.foldCase(codePoint);
        // U+212A KELVIN SIGN is k and U+0130 is i in lower case: nothing from beyond ASCII may become ASCII, by NFC
        // neither.
        String composed = lower < 0x80 ? "" : Normalizer.normalize(Character.toString(lower), Normalizer.Form.NFC);
        return !composed.isEmpty() && composed.codePoints().allMatch(NameCharacter::isUnicodeLetter) ? lower : -1;
    }

    private static boolean isUnicodeLetter(int codePoint) {
        return codePoint >= 0x80
                && switch (IdnaProperty.of(codePoint)) {
                    case PVALID, CONTEXTO -> true;
                    case CONTEXTJ, DISALLOWED, UNASSIGNED -> false;
                };
    }

    /** An ASCII letter, digit, hyphen, underscore or dot, letters in lower case; -1 for any other character. */
    static int foldAscii(int character) {
        if (character >= 'A' && character <= 'Z') {
            return character + 32;
        }
        boolean valid = (character >= 'a' && character <= 'z')
                || AsciiNumber.isDigit(character)
                || character == '-'
                || character == '_'
                || character == '.';
        return valid ? character : -1;
    }

    /** What to say of a character that {@link #fold} refuses. */
    static Problem refused(String name, int codePoint) {
        Problem known = knownTrap(name, codePoint);
        return known != null
                ? known
                : problem(
                        "name-character", name, codePoint, "has the character", "which no host name may have", LDH_FIX);
    }

    /** What to say of a character beyond ASCII on the wire. */
    static Problem refusedOnWire(String name, int codePoint) {
        return codePoint < 0x80
                ? refused(name, codePoint)
                : problem(
                        "name-not-ascii",
                        name,
                        codePoint,
                        "has",
                        "and names are ASCII here",
                        "send the 'xn--' form of the name");
    }

    private static @Nullable Problem knownTrap(String name, int codePoint) {
        if (codePoint == '%') {
            return new Problem(
                    "name-percent",
                    "name " + Quoted.of(name)
                            + " has a '%', and percent sequences and zones are never decoded in a name",
                    LDH_FIX);
        }
        if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
            return problem(
                    "name-space",
                    name,
                    codePoint,
                    "has the white space",
                    "and nothing is trimmed",
                    "write the name without it");
        }
        if (Character.getType(codePoint) == Character.CONTROL) {
            return problem(
                    "name-control", name, codePoint, "has the control character", "", "write the name without it");
        }
        if (DOT_LOOK_ALIKES.contains(codePoint)) {
            return problem(
                    "name-dot-look-alike",
                    name,
                    codePoint,
                    "has",
                    "which looks like a dot and is none",
                    "write '.' (U+002E)");
        }
        if (codePoint >= 0xFF01 && codePoint <= 0xFF5E) {
            String plain = Character.toString(codePoint - 0xFEE0);
            return problem(
                    "name-full-width", name, codePoint, "has", "", "write '" + plain + "' if that is what you mean");
        }
        return IdnaProperty.isInvisible(codePoint)
                ? problem(
                        "name-invisible",
                        name,
                        codePoint,
                        "has the invisible character",
                        "",
                        "write the name without it")
                : null;
    }

    private static Problem problem(String id, String name, int codePoint, String before, String after, String fix) {
        String tail = after.isEmpty() ? "" : ", " + after;
        return new Problem(
                id, "name " + Quoted.of(name) + " " + before + " " + Quoted.codePoint(codePoint) + tail, fix);
    }
}
