package dev.exeat.gateway.http;

import java.util.function.IntPredicate;

/** The character classes of RFC 9110 section 5.6.2 and RFC 5234. Characters are octets here: text is decoded as ISO 8859-1. */
final class Octets {
    private static final boolean[] TOKEN_MARKS = marks("!#$%&'*+-.^_`|~");

    private Octets() {}

    private static boolean[] marks(String others) {
        boolean[] marks = new boolean[0x80];
        for (int c = 0; c < marks.length; c++) {
            marks[c] = isAlpha(c) || isDigit(c) || others.indexOf(c) >= 0;
        }
        return marks;
    }

    static boolean isToken(String text) {
        return isAll(text, Octets::isTokenMark);
    }

    /** A {@code tchar}. */
    static boolean isTokenMark(int c) {
        return c < TOKEN_MARKS.length && TOKEN_MARKS[c];
    }

    static boolean isDigits(String text) {
        return isAll(text, Octets::isDigit);
    }

    static boolean isHexDigits(String text) {
        return isAll(text, c -> isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'));
    }

    /** Visible ASCII without a space. */
    static boolean isVisible(String text) {
        return isAll(text, c -> c > ' ' && c < 0x7f);
    }

    /** A control character other than HTAB: in no line of HTTP. */
    static boolean isControl(int c) {
        return (c < ' ' && c != '\t') || c == 0x7f;
    }

    /** Without the optional whitespace (SP, HTAB) at both ends. */
    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** ASCII letters in lower case and nothing else changed. */
    static String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return out.toString();
    }

    private static boolean isAll(String text, IntPredicate which) {
        for (int i = 0; i < text.length(); i++) {
            if (!which.test(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlpha(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}
