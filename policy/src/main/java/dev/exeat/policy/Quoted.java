package dev.exeat.policy;

import java.util.Locale;

/** A user's words in a message: in single quotes, shortened, and without a character that could change the terminal or deceive the eye. */
public final class Quoted {
    private static final int LONGEST = 120;

    private Quoted() {}

    /** The text in single quotes. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder("'");
        int shown = 0;
        int i = 0;
        while (i < text.length() && shown < LONGEST) {
            int codePoint = text.codePointAt(i);
            out.append(isPlain(codePoint) ? Character.toString(codePoint) : "\\u{" + hex(codePoint) + "}");
            i += Character.charCount(codePoint);
            shown++;
        }
        return out.append(i < text.length() ? "..." : "").append('\'').toString();
    }

    /** {@code U+00AD (SOFT HYPHEN)}. */
    public static String codePoint(int codePoint) {
        String name = Character.getName(codePoint);
        return "U+" + hex(codePoint) + (name == null ? "" : " (" + name + ")");
    }

    private static String hex(int codePoint) {
        String digits = Integer.toHexString(codePoint).toUpperCase(Locale.ROOT);
        return "0".repeat(Math.max(4 - digits.length(), 0)) + digits;
    }

    private static boolean isPlain(int codePoint) {
        return codePoint < 0x80 ? codePoint >= 0x20 && codePoint < 0x7f : Character.isLetterOrDigit(codePoint);
    }
}
