package dev.exeat.gateway.audit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a line of the journal is about. */
public enum Event {
    /** The gateway serves from here on. */
    START,
    /** A wall was tried on purpose. */
    PROBE,
    /** A changed policy was taken, or was not. */
    POLICY,
    /** A DNS question was decided. */
    QUESTION,
    /** A connection out of the sandbox was decided. */
    CONNECTION,
    /** An HTTP request on a connection was decided. */
    REQUEST,
    /** A connection into the sandbox, through a published port. */
    INBOUND,
    /** A connection that had been allowed is over. */
    CLOSED,
    /** Something other than a connection was shut out: a datagram, a packet, a system call. */
    REFUSED,
    /** Something went wrong, and what it cost. */
    FAULT,
    /** The end of the journal had been torn and was cut off. */
    RECOVERED,
    /** The sandbox is over, with its totals. */
    END;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** The word in the journal. */
    public String id() {
        return id;
    }

    static @Nullable Event of(String id) {
        for (Event event : values()) {
            if (event.id.equals(id)) {
                return event;
            }
        }
        return null;
    }
}
