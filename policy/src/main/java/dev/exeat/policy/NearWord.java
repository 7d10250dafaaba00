package dev.exeat.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the word that was probably meant. */
public final class NearWord {
    private static final int LONGEST = 40;
    private static final int FARTHEST = 2;

    private NearWord() {}

    /** The known word with the fewest inserted, deleted or changed characters, at most two of them; null when there is none. */
    public static @Nullable String find(String word, List<String> known) {
        String best = null;
        int least = FARTHEST + 1;
        for (String candidate : known) {
            int distance = word.length() > LONGEST ? Integer.MAX_VALUE : distance(word, candidate);
            if (distance < least) {
                best = candidate;
                least = distance;
            }
        }
        return best;
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
