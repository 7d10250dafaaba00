package dev.exeat.cli.logs;

import dev.exeat.gateway.audit.AuditRecord;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Which lines are wanted.
 *
 * @param denied those that say what was denied
 * @param allowed those that say what was allowed; neither of the two stands for all lines
 * @param since none that is older
 */
public record LogFilter(boolean denied, boolean allowed, Instant since) implements Predicate<AuditRecord> {
    @Override
    public boolean test(AuditRecord line) {
        return !line.time().isBefore(since) && wanted(line);
    }

    private boolean wanted(AuditRecord line) {
        boolean all = !denied && !allowed;
        return all || (denied && line.denied()) || (allowed && line.verdict().equals("allow"));
    }
}
