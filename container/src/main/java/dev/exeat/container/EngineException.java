package dev.exeat.container;

/** A container engine that is not there, is too old, or refused something; says what would mend it. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String fix;

    /**
     * With what went wrong in one line.
     *
     * @param fix what the user can do; may be empty
     */
    public EngineException(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    /** What the user can do, or an empty text. */
    public String fix() {
        return fix;
    }
}
