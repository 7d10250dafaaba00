package dev.exeat.cli.suggest;

import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxClaim;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.cli.state.SandboxName;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.cli.state.Status;
import dev.exeat.gateway.audit.AuditEntry;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.audit.Field;
import dev.exeat.gateway.audit.Journal;
import dev.exeat.policy.Flow;
import dev.exeat.policy.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Lines as a gateway writes them, and a sandbox that ended with them. */
final class WrittenJournal {
    private WrittenJournal() {}

    /** A sandbox {@code calm-otter} with these lines in its journal. */
    static SandboxDirectory of(Path home, List<AuditEntry> lines) throws Exception {
        SandboxName name = SandboxName.parse("calm-otter").orElseThrow();
        try (SandboxClaim claim = ExeatHome.open(home).claim(name)) {
            claim.write(SandboxState.starting(name, "learn", List.of("npm"), List.of())
                    .with(new Status.Ended(0, Instant.now())));
            try (Journal journal = Journal.open(claim.directory().journal(), "calm-otter", fault -> {})) {
                for (AuditEntry line : lines) {
                    journal.append(line);
                }
            }
            return claim.directory();
        }
    }

    private static AuditEntry entry(Event event, Flow flow, String protocol) {
        AuditEntry entry = AuditEntry.of(event).with(Field.PORT, flow.port()).with(Field.PROTOCOL, protocol);
        return switch (flow.target()) {
            case Target.Name name -> entry.with(Field.NAME, name.toString());
            case Target.Literal literal -> entry.with(Field.ADDRESS, literal.toString());
        };
    }

    /** A connection that was allowed and dialled at one of these addresses. */
    static AuditEntry allowed(long number, Flow flow, String protocol, String addresses) {
        return entry(Event.CONNECTION, flow, protocol)
                .with(Field.FLOW, number)
                .with(Field.ADDRESS, addresses)
                .with(Field.VERDICT, "allow");
    }

    /** Its end. */
    static AuditEntry closed(long number, Flow flow, String protocol, String how) {
        return entry(Event.CLOSED, flow, protocol).with(Field.FLOW, number).with(Field.ENDED, how);
    }

    static AuditEntry denied(Event event, Flow flow, String reason) {
        return entry(event, flow, "tcp").with(Field.VERDICT, "deny").with(Field.REASON, reason);
    }

    static AuditEntry question(String name, String verdict) {
        return AuditEntry.of(Event.QUESTION)
                .with(Field.NAME, name)
                .with(Field.VERDICT, verdict)
                .with(Field.REASON, verdict.equals("deny") ? "not-allowed" : "");
    }

    /** The last result of a start: the command begins, or it does not. */
    static AuditEntry probe(String verdict) {
        String name = verdict.equals("pass") ? "proved" : "routes";
        return AuditEntry.of(Event.PROBE).with(Field.NAME, name).with(Field.VERDICT, verdict);
    }
}
