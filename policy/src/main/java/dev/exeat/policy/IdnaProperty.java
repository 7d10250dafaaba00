package dev.exeat.policy;

import java.text.Normalizer;
import java.util.Locale;

/** The derived property of a code point under IDNA 2008 (RFC 5892 section 3), for the Unicode version of the running JDK. */
enum IdnaProperty {
    /** May stand in a label. */
    PVALID,
    /** Zero-width joiner and non-joiner. Exeat refuses them: nobody sees them. */
    CONTEXTJ,
    /** May stand in a label where its context allows it: {@link IdnaContext}. */
    CONTEXTO,
    /** Never. */
    DISALLOWED,
    /** Not yet, hence never. */
    UNASSIGNED;

    private static final CodePoints EXCEPTION_VALID = CodePoints.of("DF 3C2 6FD-6FE F0B 3007");
    private static final CodePoints EXCEPTION_CONTEXT = CodePoints.of("B7 375 5F3-5F4 30FB 660-669 6F0-6F9");
    private static final CodePoints EXCEPTION_DISALLOWED = CodePoints.of("640 7FA 302E-302F 3031-3035 303B");
    private static final CodePoints OLD_HANGUL_JAMO = CodePoints.of("1100-11FF A960-A97C D7B0-D7FB");
    /** Cherokee folds to its capitals, and dotless i folds to itself: upper-casing before lower-casing gets both wrong. */
    private static final CodePoints CASE_STABLE = CodePoints.of("131 13A0-13F5");

    private static final CodePoints CHEROKEE = CodePoints.of("13A0-13F5 13F8-13FD AB70-ABBF");
    /** Combining marks for symbols, musical symbols, ancient Greek musical notation. */
    private static final CodePoints IGNORABLE_BLOCKS = CodePoints.of("20D0-20FF 1D100-1D1FF 1D200-1D24F");
    /** Default_Ignorable_Code_Point of Unicode: nobody sees them. Unassigned ones are here too, so that they are named as invisible. */
    private static final CodePoints DEFAULT_IGNORABLE = CodePoints.of(
            "AD 34F 61C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8"
                    + " 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF");

    static IdnaProperty of(int codePoint) {
        if (EXCEPTION_VALID.contains(codePoint)) {
            return PVALID;
        }
        if (EXCEPTION_CONTEXT.contains(codePoint)) {
            return CONTEXTO;
        }
        if (EXCEPTION_DISALLOWED.contains(codePoint)) {
            return DISALLOWED;
        }
        return Character.getType(codePoint) == Character.UNASSIGNED ? UNASSIGNED : ofAssigned(codePoint);
    }

    /** Whether nobody sees the character. */
    static boolean isInvisible(int codePoint) {
        return DEFAULT_IGNORABLE.contains(codePoint) || Character.getType(codePoint) == Character.FORMAT;
    }

    /** The one code point that stands for both cases in a name. */
    static int foldCase(int codePoint) {
        return CHEROKEE.contains(codePoint) ? Character.toUpperCase(codePoint) : Character.toLowerCase(codePoint);
    }

    private static IdnaProperty ofAssigned(int codePoint) {
        if (codePoint < 0x80) {
            boolean valid =
                    codePoint == '-' || AsciiNumber.isDigit(codePoint) || (codePoint >= 'a' && codePoint <= 'z');
            return valid ? PVALID : DISALLOWED;
        }
        if (codePoint == 0x200C || codePoint == 0x200D) {
            return CONTEXTJ;
        }
        boolean out = isUnstable(codePoint)
                || DEFAULT_IGNORABLE.contains(codePoint)
                || IGNORABLE_BLOCKS.contains(codePoint)
                || OLD_HANGUL_JAMO.contains(codePoint);
        return !out && isLetterOrDigit(codePoint) ? PVALID : DISALLOWED;
    }

    private static boolean isUnstable(int codePoint) {
        if (CASE_STABLE.contains(codePoint) || CHEROKEE.contains(codePoint)) {
            return !CASE_STABLE.contains(codePoint);
        }
        String text = Character.toString(codePoint);
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return !Normalizer.normalize(folded, Normalizer.Form.NFKC).equals(text);
    }

    private static boolean isLetterOrDigit(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.LOWERCASE_LETTER,
                    Character.UPPERCASE_LETTER,
                    Character.OTHER_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }
}
