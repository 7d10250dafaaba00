package dev.exeat.gateway;

import dev.exeat.gateway.audit.AuditEntry;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.audit.Field;
import dev.exeat.gateway.audit.Journal;
import dev.exeat.gateway.audit.JournalFailure;
import dev.exeat.gateway.dns.QuestionLog;
import dev.exeat.gateway.dns.RecordType;
import dev.exeat.gateway.flow.FlowLog;
import dev.exeat.gateway.flow.Tally;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Rule;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Writes decisions on DNS questions into the journal. */
final class QuestionRecords implements QuestionLog {
    /** Answers that shut nobody out of a name: a client asks for such types on the side. */
    private static final Set<DenyReason> NOT_COUNTED =
            EnumSet.of(DenyReason.TYPE_NOT_ALLOWED, DenyReason.UPSTREAM_FAILED, DenyReason.UNKNOWN_ADDRESS);

    private final Journal journal;
    private final FlowLog ids;
    private final Tally tally;

    QuestionRecords(Journal journal, FlowLog ids, Tally tally) {
        this.journal = journal;
        this.ids = ids;
        this.tally = tally;
    }

    @Override
    public String record(String name, RecordType type, Decision decision) throws IOException {
        String id = ids.nextDecision();
        Rule rule = decision.rule();
        AuditEntry entry = AuditEntry.of(Event.QUESTION)
                .with(Field.NAME, name)
                .with(Field.PROTOCOL, "dns")
                .with(Field.TYPE, type.toString())
                .with(Field.VERDICT, decision.allowed() ? "allow" : "deny")
                .with(Field.RULE, rule == null ? "" : rule.toString())
                .with(Field.DECISION, id);
        try {
            if (decision.allowed()) {
                journal.appendAllowed(entry);
            } else {
                count(name, type, decision);
                journal.appendDenial(entry.with(Field.REASON, decision.reasonId()));
            }
            return id;
        } catch (JournalFailure e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void count(String name, RecordType type, Decision decision) {
        if (!NOT_COUNTED.contains(decision.reason())) {
            tally.deniedQuestion(name, type.toString(), decision.reasonId());
        }
    }
}
