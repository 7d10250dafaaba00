package dev.exeat.gateway.flow;

import dev.exeat.gateway.audit.AuditEntry;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.audit.Field;
import dev.exeat.gateway.audit.Journal;
import dev.exeat.gateway.audit.JournalFailure;
import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Rule;
import dev.exeat.policy.Target;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what happens to connections into journal records and counts. Safe for threads. */
public final class FlowLog {
    private final Journal journal;
    private final Tally tally;
    private final AtomicLong flows = new AtomicLong();
    private final AtomicLong decisions = new AtomicLong();
    // decision ids must not repeat when a gateway continues an older journal
    private final String run = Integer.toString(36 * 36 * 36 + new SecureRandom().nextInt(35 * 36 * 36 * 36), 36);

    public FlowLog(Journal journal, Tally tally) {
        this.journal = journal;
        this.tally = tally;
    }

    /** What a connection was for, as the journal says it; name or address may be empty, the port is 0 when unknown. */
    record Subject(long flow, String name, String address, int port, String protocol) {
        Subject(long flow, String name, String address, int port) {
            this(flow, name, address, port, "tcp");
        }

        /** What {@code flow} is for, under a number that the records of one connection share. */
        static Subject of(long number, Flow flow) {
            return switch (flow.target()) {
                case Target.Name(HostName name) -> new Subject(number, name.ascii(), "", flow.port());
                case Target.Literal(IpAddress address) -> new Subject(number, "", address.toString(), flow.port());
            };
        }

        /** The same, over what its bytes turned out to be. */
        Subject over(String seen) {
            return new Subject(flow, name, address, port, seen);
        }

        /** The same at these addresses. */
        Subject at(String addresses) {
            return new Subject(flow, name, addresses, port, protocol);
        }
    }

    /** Why something was denied. */
    static DenyReason reason(Decision decision) {
        return decision.reason() == null ? DenyReason.NOT_ALLOWED : decision.reason();
    }

    long nextFlow() {
        return flows.incrementAndGet();
    }

    /** An id that no other decision of this journal has. */
    public String nextDecision() {
        return run + "-" + Long.toString(decisions.incrementAndGet(), 36);
    }

    /** Whether a record could be written now, as far as is known. */
    boolean isWritable() {
        return journal.isHealthy();
    }

    /** Records that a connection will be dialled at one of {@code addresses}; false if it couldn't be, and must not be. */
    boolean allowed(Event event, Subject subject, Decision decision, List<IpAddress> addresses) {
        AuditEntry entry = entry(event, subject, decision.rule())
                .with(Field.ADDRESS, addresses.stream().map(IpAddress::toString).collect(Collectors.joining(" ")))
                .with(Field.VERDICT, "allow")
                .with(Field.DECISION, nextDecision());
        try {
            journal.append(entry);
            tally.allowed();
            return true;
        } catch (JournalFailure e) {
            return false;
        }
    }

    /** Records an allowed HTTP request on a connection; false if it couldn't be, and must not go on. */
    boolean allowed(Subject subject, Decision decision, Content.Http request, String id) {
        AuditEntry entry = entry(Event.REQUEST, subject, decision.rule())
                .with(Field.METHOD, request.method())
                .with(Field.PATH, request.path())
                .with(Field.VERDICT, "allow")
                .with(Field.DECISION, id);
        try {
            journal.appendAllowed(entry);
            return true;
        } catch (JournalFailure e) {
            return false;
        }
    }

    /** Records a denied HTTP request. */
    void denied(Subject subject, Decision decision, Content.Http request, String id) {
        DenyReason reason = reason(decision);
        tally.denied(subject.name().isEmpty() ? subject.address() : subject.name(), subject.port(), reason.id());
        appendDenial(entry(Event.REQUEST, subject, decision.rule())
                .with(Field.METHOD, request.method())
                .with(Field.PATH, request.path())
                .with(Field.VERDICT, "deny")
                .with(Field.REASON, reason.id())
                .with(Field.DECISION, id)
                .with(Field.DETAIL, reason == DenyReason.HOST_MISMATCH ? "host " + request.host() : ""));
    }

    /** Records a connection that was allowed and that nobody answered. */
    void connectFailed(Subject subject, long milliseconds, String detail) {
        closed(subject, null, new Ending(0, 0, milliseconds, "connect-failed", DenyReason.CONNECT_FAILED.id(), detail));
    }

    /** Records a denied connection under an id of {@link #nextDecision}; {@code detail} says more to the operator. */
    void denied(Subject subject, Decision decision, String id, String detail) {
        DenyReason reason = reason(decision);
        tally.denied(subject.name().isEmpty() ? subject.address() : subject.name(), subject.port(), reason.id());
        AuditEntry entry = entry(Event.CONNECTION, subject, decision.rule())
                .with(Field.VERDICT, "deny")
                .with(Field.REASON, reason.id())
                .with(Field.DECISION, id)
                .with(Field.DETAIL, detail);
        appendDenial(entry);
    }

    /** Records something that was shut out before it became a connection. */
    void refused(String name, String address, int port, String protocol, DenyReason reason, String detail) {
        tally.denied(name.isEmpty() ? address.isEmpty() ? detail : address : name, port, reason.id());
        AuditEntry entry = AuditEntry.of(Event.REFUSED)
                .with(Field.NAME, name)
                .with(Field.ADDRESS, address)
                .with(Field.PROTOCOL, protocol)
                .with(Field.VERDICT, "deny")
                .with(Field.REASON, reason.id())
                .with(Field.DETAIL, detail);
        appendDenial(port == 0 ? entry : entry.with(Field.PORT, port));
    }

    /** Records how a connection that had been allowed ended. */
    void closed(Subject subject, @Nullable IpAddress address, Ending ending) {
        AuditEntry entry = entry(Event.CLOSED, subject, null)
                .with(Field.ADDRESS, address == null ? subject.address() : address.toString())
                .with(Field.REASON, ending.reason())
                .with(Field.BYTES_OUT, ending.bytesOut())
                .with(Field.BYTES_IN, ending.bytesIn())
                .with(Field.MILLISECONDS, ending.milliseconds())
                .with(Field.ENDED, ending.ended())
                .with(Field.DETAIL, ending.detail());
        try {
            journal.append(entry);
        } catch (JournalFailure e) {
            // nothing is left to be denied; the journal counts what it lost and has told the operator
        }
    }

    /** How a connection ended: bytes each way, duration, how, and a reason id and detail where it failed. */
    record Ending(long bytesOut, long bytesIn, long milliseconds, String ended, String reason, String detail) {}

    private static AuditEntry entry(Event event, Subject subject, @Nullable Rule rule) {
        AuditEntry entry = AuditEntry.of(event)
                .with(Field.FLOW, subject.flow())
                .with(Field.NAME, subject.name())
                .with(Field.ADDRESS, subject.address())
                .with(Field.PROTOCOL, subject.protocol())
                .with(Field.RULE, rule == null ? "" : rule.toString());
        return subject.port() == 0 ? entry : entry.with(Field.PORT, subject.port());
    }

    private void appendDenial(AuditEntry entry) {
        try {
            journal.appendDenial(entry);
        } catch (JournalFailure e) {
            // it is denied all the same; the journal counts what it lost and has told the operator
        }
    }
}
