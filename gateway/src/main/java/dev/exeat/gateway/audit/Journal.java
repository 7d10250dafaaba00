package dev.exeat.gateway.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of a sandbox's journal: one JSON object a line, each naming the hash of the line before. A record is handed
 * to the kernel with one write(2) before the caller acts on it; the disk follows within a second. When a record cannot be
 * written the caller is told and must deny; once writing works again a record of the gap comes first. A journal has a largest size,
 * so that no workload fills the host's disk by what it does: what is new is refused beyond it. Safe for many threads.
 */
public final class Journal implements AutoCloseable {
    /** The largest that a journal gets, in bytes. */
    static final long LIMIT = 4L << 30;
    /** Kept of it for the ends of what goes on when it is nearly reached, and for what is the gateway's own to say. */
    static final long RESERVE = 4L << 20;
    /** So many allowed requests and questions have lines of their own whatever they are, and so many more a second. */
    static final int IN_FULL = 10_000;

    private static final int IN_FULL_PER_SECOND = 2;
    private static final long TICK_MILLIS = 1000;
    private static final Set<Event> FROM_RESERVE =
            EnumSet.of(Event.CLOSED, Event.POLICY, Event.PROBE, Event.FAULT, Event.RECOVERED, Event.END);

    private final String sandbox;
    private final InstantSource clock;
    private final JournalFile file;
    private final Consumer<String> faults;
    private final long limit;
    private final Coalescer denials = new Coalescer();
    private final Coalescer allowed = new Coalescer();
    private final LineBudget inFull = new LineBudget(IN_FULL, IN_FULL_PER_SECOND, System::nanoTime);
    private final Thread ticker;
    private boolean unsynced;
    private boolean closed;
    private boolean ended;
    private boolean full;
    private @Nullable Gap gap;
    private Lost lost = new Lost(0, "");

    /**
     * What is not in the journal although it happened.
     *
     * @param records how many, equal denials each by itself
     * @param why the last time; empty when there are none
     */
    public record Lost(long records, String why) {
        private Lost plus(long more, String because) {
            return new Lost(records + more, because);
        }
    }

    /** Since when (nanoTime) and why nothing can be written, and how many records that cost. */
    private record Gap(String why, long since, long lost) {
        Gap oneMore() {
            return new Gap(why, since, lost + 1);
        }
    }

    Journal(JournalFile file, String sandbox, InstantSource clock, Consumer<String> faults) {
        this(file, sandbox, clock, faults, LIMIT);
    }

    Journal(JournalFile file, String sandbox, InstantSource clock, Consumer<String> faults, long limit) {
        this.limit = limit;
        this.file = file;
        this.sandbox = sandbox;
        this.clock = clock;
        this.faults = faults;
        this.ticker = Thread.ofPlatform().daemon().name("journal").unstarted(this::run);
    }

    /**
     * Opens or continues the journal of {@code sandbox}; a torn last line is cut off, and a record says so.
     *
     * @param faults is told, once each, why records cannot be written; must not block
     */
    public static Journal open(Path path, String sandbox, Consumer<String> faults) throws IOException {
        JournalFile file = JournalFile.open(path);
        try {
            long torn = file.cutTornLine();
            Journal journal = new Journal(file, sandbox, InstantSource.system(), faults);
            if (torn > 0) {
                journal.append(AuditEntry.of(Event.RECOVERED)
                        .with(Field.DETAIL, "a torn last line of " + torn + " bytes was cut off"));
            }
            journal.ticker.start();
            return journal;
        } catch (IOException e) {
            file.close();
            throw e;
        } catch (JournalFailure e) {
            file.close();
            throw new IOException("the journal '" + path + "' cannot be written: " + e.getMessage(), e);
        }
    }

    /** Writes {@code entry} now. When this returns the record is in the kernel's hands and may be acted on. */
    public void append(AuditEntry entry) throws JournalFailure {
        String fault;
        boolean known;
        synchronized (this) {
            Gap current = gap;
            if (current != null) {
                gap = current.oneMore();
                lost = lost.plus(1, current.why());
                throw new JournalFailure(current.why());
            }
            known = full;
            try {
                if (!fillsUp(entry)) {
                    write(entry);
                    return;
                }
                fault = whyFull();
                lost = lost.plus(1, fault);
            } catch (JournalFailure e) {
                fault = String.valueOf(e.getMessage());
                gap = new Gap(fault, System.nanoTime(), 1);
                lost = lost.plus(1, fault);
            }
        }
        if (!known) {
            faults.accept("the journal cannot be written: " + fault);
        }
        throw new JournalFailure(fault);
    }

    /** As {@link #append}, for a denial: equal ones within a second become one line with a count. */
    public void appendDenial(AuditEntry entry) throws JournalFailure {
        synchronized (this) {
            if (!denials.isFirst(entry)) {
                return;
            }
        }
        append(entry);
    }

    /**
     * As {@link #append}, for an allowed request or question: after the first {@value #IN_FULL} equal ones within a second become one line
     * with a count. Each that differs has its own.
     */
    public void appendAllowed(AuditEntry entry) throws JournalFailure {
        synchronized (this) {
            if (isHealthy() && !inFull.take() && allowed.isRepeat(entry)) {
                return;
            }
        }
        append(entry);
    }

    /** Whether records of new things can be written, as far as is known. */
    public synchronized boolean isHealthy() {
        return gap == null && !full;
    }

    /** Whether there is no room for it; the journal itself says so once. */
    private boolean fillsUp(AuditEntry entry) throws JournalFailure {
        if (FROM_RESERVE.contains(entry.event()) || file.size() < limit - RESERVE) {
            return false;
        }
        if (!full) {
            full = true;
            write(AuditEntry.of(Event.FAULT).with(Field.REASON, "journal-full").with(Field.DETAIL, whyFull()));
        }
        return true;
    }

    private String whyFull() {
        return "it has reached its largest size, " + (limit >> 20)
                + " MiB, and what is new is denied; go on in another sandbox, or move the file away once this one has ended";
    }

    private void write(AuditEntry entry) throws JournalFailure {
        if (closed || ended) {
            throw new JournalFailure("it is closed");
        }
        if (file.size() >= limit) {
            throw new JournalFailure(whyFull());
        }
        AuditRecord record = new AuditRecord(
                clock.instant().truncatedTo(ChronoUnit.MICROS), file.nextSequence(), sandbox, entry, file.previous());
        file.append(RecordLine.write(record));
        unsynced = true;
    }

    private void run() {
        while (true) {
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            tick();
        }
    }

    /** Once a second: looks whether the file is in place, tries to end a gap, writes counted denials, waits for the disk. */
    public void tick() {
        String fault = null;
        try {
            if (checkAndFlush()) {
                file.sync();
            }
        } catch (JournalFailure e) {
            fault = String.valueOf(e.getMessage());
        }
        if (fault != null && noteGap(fault)) {
            faults.accept("the journal cannot be written: " + fault);
        }
    }

    private synchronized boolean checkAndFlush() throws JournalFailure {
        if (closed) {
            return false;
        }
        file.checkInPlace();
        if (!ended) {
            endGap();
            writeCounted();
        }
        boolean dirty = unsynced;
        unsynced = false;
        return dirty;
    }

    /** Writes what was only counted so far, so that it stands before what comes next. */
    public synchronized void settle() throws JournalFailure {
        writeCounted();
    }

    private void writeCounted() throws JournalFailure {
        JournalFailure failed = null;
        for (Coalescer counting : List.of(denials, allowed)) {
            for (AuditEntry counted : counting.drain()) {
                try {
                    write(counted);
                } catch (JournalFailure e) {
                    failed = e;
                    long times = counted.values().get(Field.COUNT) instanceof Number count ? count.longValue() : 1;
                    lost = lost.plus(times, String.valueOf(e.getMessage()));
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** What could not be written so far. */
    public synchronized Lost lost() {
        return lost;
    }

    private void endGap() throws JournalFailure {
        Gap current = gap;
        if (current != null) {
            write(AuditEntry.of(Event.FAULT)
                    .with(Field.REASON, "journal-failed")
                    .with(Field.MILLISECONDS, (System.nanoTime() - current.since()) / 1_000_000)
                    .with(Field.COUNT, current.lost())
                    .with(Field.DETAIL, "no record could be written: " + current.why()));
            gap = null;
        }
    }

    /**
     * Writes what was counted and then {@code entry} as the last record, waits for the disk and closes the file; what comes later
     * is refused.
     */
    public void end(AuditEntry entry) throws JournalFailure {
        tick();
        synchronized (this) {
            try {
                writeCounted();
                write(entry);
            } catch (JournalFailure e) {
                lost = lost.plus(1, String.valueOf(e.getMessage()));
                throw e;
            }
            ended = true;
        }
        close();
    }

    private synchronized boolean noteGap(String why) {
        if (gap != null || closed) {
            return false;
        }
        gap = new Gap(why, System.nanoTime(), 0);
        return true;
    }

    /** Writes what was counted, waits for the disk and closes the file. */
    @Override
    public void close() {
        ticker.interrupt();
        tick();
        synchronized (this) {
            closed = true;
            file.close();
        }
    }
}
