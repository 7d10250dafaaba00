package dev.exeat.gateway.dns;

/**
 * What one sandbox may ask.
 *
 * @param queriesPerMinute questions of any kind, malformed ones too, but not repeats
 * @param repeatsPerMinute questions about names that have an address already: a client that looks up its server for each of
 *     a thousand connections tells nobody anything new
 * @param labelsPerMinute names never asked before, for each wildcard rule
 */
public record QuestionLimits(int queriesPerMinute, int repeatsPerMinute, int labelsPerMinute) {
    /** 600 questions, 12,000 repeats and 60 new names a minute. */
    public static final QuestionLimits STANDARD = new QuestionLimits(600, 12_000, 60);
}
