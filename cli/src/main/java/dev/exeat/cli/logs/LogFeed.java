package dev.exeat.cli.logs;

import dev.exeat.cli.console.Failure;
import dev.exeat.cli.console.Reason;
import dev.exeat.cli.logs.ProbeTraffic.Entry;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.JournalReader;
import dev.exeat.gateway.audit.JournalReader.Line;
import java.io.IOException;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The wanted lines of one sandbox's journal, from the first to the last or for as long as it runs. */
public final class LogFeed {
    private static final long PAUSE_MILLIS = 100;

    private final SandboxDirectory sandbox;
    private final Predicate<AuditRecord> wanted;
    private final boolean probes;
    private final ProbeTraffic traffic = new ProbeTraffic();

    /** Of this sandbox, what the predicate wants; with or without what the probes did. */
    public LogFeed(SandboxDirectory sandbox, Predicate<AuditRecord> wanted, boolean probes) {
        this.sandbox = sandbox;
        this.wanted = wanted;
        this.probes = probes;
    }

    /**
     * Hands over each wanted line with its text. A line that is no record is passed over: finding those is the business of
     * {@code exeat audit verify}.
     *
     * @param follow whether to wait for more until the sandbox is over
     * @param sink takes a line; false means that nobody reads on
     */
    public void read(boolean follow, BiPredicate<AuditRecord, String> sink) {
        read(follow, sink, () -> true);
    }

    /**
     * The same.
     *
     * @param present is told when everything that was there has been handed over; false means that nobody reads on
     */
    public void read(boolean follow, BiPredicate<AuditRecord, String> sink, BooleanSupplier present) {
        try (JournalReader reader = JournalReader.open(sandbox.requireJournal())) {
            boolean more = drain(reader, sink);
            if (!follow) {
                more = more && pass(traffic.rest(), sink);
            }
            more = more && present.getAsBoolean();
            while (more && follow) {
                boolean over = !alive();
                Thread.sleep(PAUSE_MILLIS);
                more = drain(reader, sink) && !over;
            }
            pass(traffic.rest(), sink);
        } catch (IOException e) {
            throw Failure.of(
                    "the journal of '" + sandbox.name() + "' cannot be read: " + Reason.of(e),
                    "exeat audit verify " + sandbox.name(),
                    e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean alive() {
        return sandbox.state().filter(SandboxState::alive).isPresent();
    }

    private boolean drain(JournalReader reader, BiPredicate<AuditRecord, String> sink) throws IOException {
        for (Line line = reader.next(); line != null; line = reader.next()) {
            if (line instanceof Line.Whole whole && !pass(chosen(whole), sink)) {
                return false;
            }
        }
        return true;
    }

    private List<Entry> chosen(Line.Whole line) {
        return probes ? List.of(new Entry(line.record(), line.text())) : traffic.pass(line.record(), line.text());
    }

    private boolean pass(List<Entry> entries, BiPredicate<AuditRecord, String> sink) {
        return entries.stream()
                .filter(entry -> wanted.test(entry.record()))
                .allMatch(entry -> sink.test(entry.record(), entry.text()));
    }
}
