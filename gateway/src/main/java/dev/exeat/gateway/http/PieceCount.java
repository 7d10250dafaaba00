package dev.exeat.gateway.http;

/** Counts the pieces that one side's messages come in: each head is one, and so is each {@value #OCTETS} octets of a body of known length. */
final class PieceCount {
    /** What a body must bring within the time for a piece. */
    static final int OCTETS = 1024;

    private long bodies;

    /** So much of a body of known length has come. */
    void body(long octets) {
        bodies += octets;
    }

    /** How many have begun, given so many heads; never less than before. */
    long begun(int heads) {
        return heads + bodies / OCTETS;
    }
}
