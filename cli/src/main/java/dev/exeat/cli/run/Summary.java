package dev.exeat.cli.run;

import java.util.List;

/**
 * What the gateway counted over a run.
 *
 * @param known false when the gateway was gone before it could say
 * @param allowed connections that were let through
 * @param denied connections, questions and packets that were refused
 * @param denials the most frequent targets among the refused, most frequent first
 */
record Summary(boolean known, long allowed, long denied, List<Denial> denials) {
    static final Summary UNKNOWN = new Summary(false, 0, 0, List.of());

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
