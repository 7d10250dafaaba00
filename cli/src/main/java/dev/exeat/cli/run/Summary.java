package dev.exeat.cli.run;

import java.util.List;

/**
 * What the gateway counted over a run.
 *
 * @param known false when the gateway was gone before it could say
 * @param allowed connections that were let through
 * @param denied connections, questions and packets that were refused
 * @param denials the most frequent targets among the refused, most frequent first
 * @param troubles the servers that failed the gateway
 * @param unrecorded what is not in the journal
 */
record Summary(
        boolean known, long allowed, long denied, List<Denial> denials, List<Trouble> troubles, Unrecorded unrecorded) {
    static final Summary UNKNOWN = new Summary(false, 0, 0, List.of());

    /** Of a run in which nothing went wrong. */
    Summary(boolean known, long allowed, long denied, List<Denial> denials) {
        this(known, allowed, denied, denials, List.of(), Unrecorded.NOTHING);
    }

    /**
     * A server that failed the gateway.
     *
     * @param kind {@code resolver} or {@code proxy}
     * @param server its address or URL
     * @param failed how often
     * @param asked of so many times
     * @param why the last time
     */
    record Trouble(String kind, String server, long failed, long asked, String why) {}

    /**
     * Records that could not be written.
     *
     * @param records how many
     * @param why the last time
     */
    record Unrecorded(long records, String why) {
        static final Unrecorded NOTHING = new Unrecorded(0, "");
    }

    /** A refused target as {@code NAME:PORT}, how often, and the reason id. */
    record Denial(String target, long count, String reason) {
        /** The target without its port. */
        String host() {
            int colon = target.lastIndexOf(':');
            return colon < 0 ? target : target.substring(0, colon);
        }

        /** The target's port; empty for a name that was only asked for. */
        String port() {
            int colon = target.lastIndexOf(':');
            return colon < 0 ? "" : target.substring(colon + 1);
        }
    }
}
