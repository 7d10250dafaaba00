package dev.exeat.policy;

import java.util.List;

/** The Bidi rule, RFC 5893 section 2: a name with a label written from right to left looks the way it is read. */
final class BidiRule {
    private static final long L = 1L << Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    private static final long R =
            1L << Character.DIRECTIONALITY_RIGHT_TO_LEFT | 1L << Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    private static final long AN = 1L << Character.DIRECTIONALITY_ARABIC_NUMBER;
    private static final long EN = 1L << Character.DIRECTIONALITY_EUROPEAN_NUMBER;
    private static final long NSM = 1L << Character.DIRECTIONALITY_NONSPACING_MARK;
    private static final long NEUTRAL = 1L << Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR
            | 1L << Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR
            | 1L << Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR
            | 1L << Character.DIRECTIONALITY_OTHER_NEUTRALS
            | 1L << Character.DIRECTIONALITY_BOUNDARY_NEUTRAL;

    private BidiRule() {}

    /** Whether the labels of one name, decoded, may stand together. Labels that begin with an underscore are not for people to read. */
    static boolean allows(List<List<Integer>> labels) {
        boolean bidi = labels.stream().flatMap(List::stream).anyMatch(c -> is(c, R | AN));
        return !bidi || labels.stream().filter(label -> label.getFirst() != '_').allMatch(BidiRule::allowsLabel);
    }

    private static boolean allowsLabel(List<Integer> label) {
        int first = label.getFirst();
        if (is(first, R)) {
            boolean bothNumbers =
                    label.stream().anyMatch(c -> is(c, EN)) && label.stream().anyMatch(c -> is(c, AN));
            return !bothNumbers && allAre(label, R | AN | EN | NEUTRAL | NSM) && endsIn(label, R | EN | AN);
        }
        return is(first, L) && allAre(label, L | EN | NEUTRAL | NSM) && endsIn(label, L | EN);
    }

    private static boolean allAre(List<Integer> label, long directions) {
        return label.stream().allMatch(c -> is(c, directions));
    }

    private static boolean endsIn(List<Integer> label, long directions) {
        return label.reversed().stream()
                .filter(c -> !is(c, NSM))
                .findFirst()
                .filter(c -> is(c, directions))
                .isPresent();
    }

    private static boolean is(int codePoint, long directions) {
        int direction = Character.getDirectionality(codePoint);
        return direction >= 0 && (directions >> direction & 1) != 0;
    }
}
