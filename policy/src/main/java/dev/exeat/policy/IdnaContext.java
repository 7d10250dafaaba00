package dev.exeat.policy;

import java.lang.Character.UnicodeScript;
import java.util.List;

/** The contextual rules for CONTEXTO code points: RFC 5892 appendix A.3 to A.9. */
final class IdnaContext {
    private IdnaContext() {}

    /** Whether the CONTEXTO code point at {@code index} is allowed where it stands. */
    static boolean allows(List<Integer> label, int index) {
        int codePoint = label.get(index);
        return switch (codePoint) {
            case 0xB7 -> at(label, index - 1) == 'l' && at(label, index + 1) == 'l';
            case 0x375 -> script(at(label, index + 1)) == UnicodeScript.GREEK;
            case 0x5F3, 0x5F4 -> script(at(label, index - 1)) == UnicodeScript.HEBREW;
            case 0x30FB -> label.stream().anyMatch(IdnaContext::isJapanese);
            default -> !label.stream().anyMatch(other -> isOtherArabicDigit(codePoint, other));
        };
    }

    /** The Arabic-Indic digits U+0660 to U+0669 and the extended ones U+06F0 to U+06F9 never stand in one label. */
    private static boolean isOtherArabicDigit(int digit, int other) {
        return digit < 0x6F0 ? other >= 0x6F0 && other <= 0x6F9 : other >= 0x660 && other <= 0x669;
    }

    private static boolean isJapanese(int codePoint) {
        UnicodeScript script = script(codePoint);
        return codePoint != 0x30FB
                && (script == UnicodeScript.HIRAGANA
                        || script == UnicodeScript.KATAKANA
                        || script == UnicodeScript.HAN);
    }

    private static UnicodeScript script(int codePoint) {
        return codePoint < 0 ? UnicodeScript.UNKNOWN : UnicodeScript.of(codePoint);
    }

    private static int at(List<Integer> label, int index) {
        return index < 0 || index >= label.size() ? -1 : label.get(index);
    }
}
