package dev.exeat.policy;

import java.util.regex.Pattern;

/** Test inputs with characters that no editor shows: {@code exam\\u{AD}ple} stands for a soft hyphen in the middle. */
final class Escapes {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u\\{([0-9A-F]+)}");

    private Escapes() {}

    static String decode(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        Character.toString(Integer.parseInt(match.group(1), 16))));
    }
}
