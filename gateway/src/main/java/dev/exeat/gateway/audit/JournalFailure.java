package dev.exeat.gateway.audit;

/** The journal could not take a record: whatever it was about must not happen. The message says why, for the operator. */
public final class JournalFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public JournalFailure(String message) {
        // thrown for every decision while a disk is full: no stack trace
        super(message, null, false, false);
    }
}
