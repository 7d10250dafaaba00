package dev.exeat.gateway.http;

/** What becomes of one side's connection once the bytes of a step are written to it. */
public enum Ending {
    /** It goes on. */
    NONE,
    /** Its output is shut down (FIN); it is still read. */
    FIN,
    /**
     * It is closed after all bytes are out. For the client: shut its output down, and read and discard what still comes until it ends or
     * a deadline passes; to close a socket with unread bytes would reset it, and the last response would be lost.
     */
    CLOSE,
    /** It is reset, so that what was cut short can't be taken for complete. */
    RESET
}
