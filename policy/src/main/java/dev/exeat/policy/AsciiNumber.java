package dev.exeat.policy;

/**
 * Decimal numbers of ASCII digits alone. {@code Integer.parseInt} would take a sign and digits of other scripts, which some other
 * program reads differently.
 */
final class AsciiNumber {
    private AsciiNumber() {}

    /** The number, or -1 for anything but 1 to {@code maxDigits} ASCII digits without a leading zero. {@code maxDigits} is at most 9. */
    static int parse(String text, int maxDigits) {
        if (text.isEmpty() || text.length() > maxDigits || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }
}
