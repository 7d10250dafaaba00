package dev.exeat.engine.segment;

/** A segment could not be built, and what would help. */
public final class SegmentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String fix;

    /** What failed in the words of the tool that failed, and the remedy; each one sentence, lower case, without a full stop. */
    public SegmentException(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    /** What the user can do. */
    public String fix() {
        return fix;
    }
}
