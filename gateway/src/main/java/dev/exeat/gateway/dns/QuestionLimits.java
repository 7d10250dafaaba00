package dev.exeat.gateway.dns;

/**
 * What one sandbox may ask.
 *
 * @param queriesPerMinute questions of any kind, malformed ones too
 * @param labelsPerMinute names never asked before, for each wildcard rule
 */
public record QuestionLimits(int queriesPerMinute, int labelsPerMinute) {
    /** 600 questions and 60 new names a minute. */
    public static final QuestionLimits STANDARD = new QuestionLimits(600, 60);
}
