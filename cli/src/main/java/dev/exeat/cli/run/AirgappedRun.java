package dev.exeat.cli.run;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxClaim;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.engine.jail.JailPlan;
import dev.exeat.engine.jail.JailProcess;
import dev.exeat.engine.segment.AirgappedSegment;
import dev.exeat.engine.segment.ProbeResult;
import dev.exeat.gateway.audit.AuditEntry;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.audit.Field;
import dev.exeat.gateway.audit.Journal;
import dev.exeat.gateway.audit.JournalFailure;
import dev.exeat.gateway.audit.ProbeNames;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A run without any network: no gateway; this process writes the few lines that there are for the journal. */
final class AirgappedRun {
    private final Console console;
    private final RunPlan plan;
    private final ExeatHome home;
    private final SandboxClaim claim;
    private final Received signals;

    AirgappedRun(Console console, RunPlan plan, ExeatHome home, SandboxClaim claim, Received signals) {
        this.console = console;
        this.plan = plan;
        this.home = home;
        this.claim = claim;
        this.signals = signals;
    }

    /** Runs, and gives the exit status. */
    int run(SandboxState state) {
        long begin = System.nanoTime();
        String sandbox = claim.name().text();
        try (Rollback rollback = new Rollback()) {
            Journal journal = rollback.add(journal(sandbox));
            JailPlan jailPlan = JailStart.plan(plan, sandbox, home);
            AirgappedSegment segment = rollback.add(AirgappedSegment.open());
            JailProcess jail = JailStart.build(jailPlan, segment, false, rollback);
            claim.write(state.with("jail", jail.pid()));
            record(journal, AuditEntry.of(Event.START).with(Field.DETAIL, "profile airgapped"));
            CoverWatch covers = rollback.add(new CoverWatch(
                    jail, jailPlan, claim.directory(), console::warn, result -> record(journal, entry(result))));
            Proof proof = new Proof(segment, "", plan.policy(), jail, jailPlan);
            int probes = proof.require(sandbox, result -> record(journal, entry(result)));
            record(journal, entry(new ProbeResult(ProbeNames.PROVED, true, "the walls stand, the command begins")));
            var report = new RunReport(console, sandbox, plan.options().quiet, plan.options().json);
            report.started("airgapped", 0, probes, Duration.ofNanos(System.nanoTime() - begin), jailPlan.notes());
            rollback.add(proof.watch(broken -> lost(broken, journal, jail)));
            covers.awaitWatching();
            int status = signals.runToEnd(Workload.of(jail));
            record(journal, AuditEntry.of(Event.END).with(Field.STATUS, status));
            report.ended(status, new Summary(true, 0, 0, List.of()));
            return status;
        }
    }

    /** A wall that does not stand any more: the command stops where it is. */
    private void lost(String broken, Journal journal, JailProcess jail) {
        jail.pause();
        console.warn("a wall was lost, the command is paused: " + broken + "; end it with Ctrl-C");
        record(journal, entry(new ProbeResult("wall-watch", false, broken)));
    }

    private Journal journal(String sandbox) {
        try {
            return Journal.open(claim.directory().journal(), sandbox, console::warn);
        } catch (IOException unwritable) {
            throw Failure.of(
                    String.valueOf(unwritable.getMessage()), "look at the disk of '" + home.path() + "'", unwritable);
        }
    }

    private static AuditEntry entry(ProbeResult result) {
        return AuditEntry.of(Event.PROBE)
                .with(Field.NAME, result.id())
                .with(Field.VERDICT, result.passed() ? "pass" : "fail")
                .with(Field.DETAIL, result.detail());
    }

    private static void record(Journal journal, AuditEntry entry) {
        try {
            journal.append(entry);
        } catch (JournalFailure unwritable) {
            throw Failure.of(
                    "the journal cannot be written: " + unwritable.getMessage(),
                    "look at the disk of $EXEAT_HOME",
                    unwritable);
        }
    }
}
