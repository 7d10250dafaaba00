package dev.exeat.policy;

import java.text.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One label of a name: the rules of LDH labels with underscore, and of A-labels and U-labels (RFC 5891 section 4.2 and 5.4). */
final class NameLabel {
    private static final int LONGEST = 63;
    private static final String ACE = "xn--";

    private NameLabel() {}

    /** What is wrong with an ASCII label of the right characters in lower case, or null. */
    static @Nullable NameFault check(String label) {
        if (label.isEmpty()) {
            return NameFault.EMPTY_LABEL;
        }
        if (label.length() > LONGEST) {
            return NameFault.LABEL_LENGTH;
        }
        if (label.startsWith("-") || label.endsWith("-")) {
            return NameFault.HYPHEN_AT_END;
        }
        // other labels with '--' there are reserved (RFC 5891 section 4.2.3.1), but real hosts have them:
        // r3---sn-abc.example
        return label.startsWith(ACE) ? checkAce(label) : null;
    }

    /** What is wrong with an NFC label that has characters beyond ASCII, or null. */
    static @Nullable NameFault checkUnicode(String label) {
        if (label.startsWith("-") || label.endsWith("-")) {
            return NameFault.HYPHEN_AT_END;
        }
        List<Integer> points = codePoints(label);
        if (points.size() > 3 && points.get(2) == '-' && points.get(3) == '-') {
            return NameFault.HYPHENS_RESERVED;
        }
        return isMark(points.getFirst()) ? NameFault.LEADING_MARK : contextFault(points);
    }

    /** The A-label of a label that {@link #checkUnicode} took; null when it would be too long. */
    static @Nullable String encode(String label) {
        String encoded = Punycode.encode(codePoints(label));
        return encoded == null ? null : ACE + encoded;
    }

    /** The code points of a valid label, decoded when it is an A-label. */
    static List<Integer> decoded(String label) {
        List<Integer> points = label.startsWith(ACE) ? Punycode.decode(label.substring(ACE.length())) : null;
        return points == null ? codePoints(label) : points;
    }

    static String text(List<Integer> codePoints) {
        StringBuilder text = new StringBuilder();
        codePoints.forEach(text::appendCodePoint);
        return text.toString();
    }

    private static @Nullable NameFault checkAce(String label) {
        List<Integer> points = Punycode.decode(label.substring(ACE.length()));
        if (points == null || points.stream().allMatch(c -> c < 0x80)) {
            return NameFault.ACE;
        }
        String text = text(points);
        boolean canonical = label.equals(encode(text)) && Normalizer.isNormalized(text, Normalizer.Form.NFC);
        return canonical && checkUnicode(text) == null ? null : NameFault.ACE;
    }

    private static @Nullable NameFault contextFault(List<Integer> points) {
        for (int i = 0; i < points.size(); i++) {
            boolean allowed = switch (IdnaProperty.of(points.get(i))) {
                case PVALID -> true;
                case CONTEXTO -> IdnaContext.allows(points, i);
                case CONTEXTJ, DISALLOWED, UNASSIGNED -> false;
            };
            if (!allowed) {
                return NameFault.CONTEXT;
            }
        }
        return null;
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static List<Integer> codePoints(String text) {
        return text.codePoints().boxed().toList();
    }
}
