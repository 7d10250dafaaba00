package dev.exeat.gateway.audit;

/** What checking a journal's chain found. A journal that lacks its newest lines is intact as far as it goes: nothing tells. */
public sealed interface Verification {
    /**
     * Every line follows from the one before.
     *
     * @param records how many there are
     * @param ended whether the last one says that the run is over
     */
    record Intact(long records, boolean ended) implements Verification {}

    /**
     * A line does not follow from the one before, or is no record.
     *
     * @param line its number, from 1
     * @param why what was found
     */
    record Broken(long line, String why) implements Verification {}

    /**
     * Every whole line follows, but the last one has no end: the writer was stopped while it wrote, or is writing.
     *
     * @param records how many whole lines there are
     * @param bytes the length of what follows them
     */
    record Unfinished(long records, long bytes) implements Verification {}
}
