package dev.exeat.gateway.audit;

import java.time.Instant;

/**
 * One line of the journal.
 *
 * @param time when it was written, to the microsecond
 * @param sequence 1 for the first line of the file, then one more each
 * @param sandbox the sandbox's name
 * @param entry what happened
 * @param previous SHA-256 of the line before without its line feed, in hex; 64 zeros in the first line
 */
public record AuditRecord(Instant time, long sequence, String sandbox, AuditEntry entry, String previous) {
    public Event event() {
        return entry.event();
    }

    /** The number that the lines of one connection share, or 0. */
    public long flow() {
        return entry.number(Field.FLOW, 0);
    }

    public String name() {
        return entry.text(Field.NAME);
    }

    public String address() {
        return entry.text(Field.ADDRESS);
    }

    /** The port asked for, or 0 where there is none. */
    public int port() {
        return (int) entry.number(Field.PORT, 0);
    }

    public String protocol() {
        return entry.text(Field.PROTOCOL);
    }

    /** The DNS type asked for, or empty. */
    public String type() {
        return entry.text(Field.TYPE);
    }

    /** The method of an HTTP request, or empty. */
    public String method() {
        return entry.text(Field.METHOD);
    }

    /** The path of an HTTP request without its query, or empty. */
    public String path() {
        return entry.text(Field.PATH);
    }

    /** {@code allow} or {@code deny}; {@code pass} or {@code fail} of a probe; or empty. */
    public String verdict() {
        return entry.text(Field.VERDICT);
    }

    public boolean denied() {
        return verdict().equals("deny");
    }

    /** The rule that decided, as the user spelled it, or empty. */
    public String rule() {
        return entry.text(Field.RULE);
    }

    /** The reason id of a denial or an end, or empty. */
    public String reason() {
        return entry.text(Field.REASON);
    }

    public String decision() {
        return entry.text(Field.DECISION);
    }

    public long bytesOut() {
        return entry.number(Field.BYTES_OUT, 0);
    }

    public long bytesIn() {
        return entry.number(Field.BYTES_IN, 0);
    }

    public long milliseconds() {
        return entry.number(Field.MILLISECONDS, 0);
    }

    /** How a connection ended, or empty. */
    public String ended() {
        return entry.text(Field.ENDED);
    }

    /** How many equal events the line stands for. */
    public long count() {
        return entry.number(Field.COUNT, 1);
    }

    public String detail() {
        return entry.text(Field.DETAIL);
    }

    /** The name, or the address where there is no name. */
    public String subject() {
        return name().isEmpty() ? address() : name();
    }
}
