package dev.exeat.cli;

import dev.exeat.cli.console.Age;
import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.logs.LogFeed;
import dev.exeat.cli.logs.LogFilter;
import dev.exeat.cli.logs.LogSummary;
import dev.exeat.cli.logs.LogText;
import dev.exeat.cli.logs.Tail;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.gateway.audit.AuditRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeat logs}: shows, filters, follows and sums up a journal. */
@Command(
        name = "logs",
        description = "Shows what a sandbox let out and what it refused.",
        footer = {
            "",
            "Examples:",
            "  exeat logs LAST --denied",
            "  exeat logs calm-otter -f -n 20",
            "  exeat logs LAST --since 10m --json",
            "  exeat logs LAST --summary"
        })
final class LogsCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME|LAST",
            description = "The sandbox; LAST (default) is the one started most recently.")
    private String name = "LAST";

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on until the sandbox is over.")
    private boolean follow;

    @Option(names = "--denied", description = "Only what was denied.")
    private boolean denied;

    @Option(names = "--allowed", description = "Only what was allowed.")
    private boolean allowed;

    @Option(
            names = "--since",
            paramLabel = "AGE",
            converter = Age.class,
            description = "Nothing older (30s, 10m, 2h, 7d).")
    private @Nullable Duration since;

    @Option(names = "--probes", description = "Also what the probes before the start tried, and their results.")
    private boolean probes;

    @Option(names = "--json", description = "The lines as they stand in the journal.")
    private boolean json;

    @Option(names = "--summary", description = "Totals by name and port instead of lines.")
    private boolean summary;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Only the last N lines of what is there; with -f, then those that come.")
    private @Nullable Integer last;

    LogsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        SandboxDirectory sandbox =
                ExeatHome.open(ExeatHome.pathOf(System.getenv())).find(name);
        Instant from = since == null ? Instant.MIN : Instant.now().minus(since);
        LogFeed feed = new LogFeed(sandbox, new LogFilter(denied, allowed, from), probes);
        if (summary) {
            sumUp(feed);
        } else {
            Tail tail = new Tail(last == null ? Integer.MAX_VALUE : Math.max(0, last), this::print);
            feed.read(follow, (record, text) -> tail.take(line(record, text)), tail::release);
        }
        return ExitStatus.OK;
    }

    private String line(AuditRecord record, String text) {
        return json ? text : LogText.of(record);
    }

    /** Looks whether somebody still reads only where waiting for more is possible: asking flushes. */
    private boolean print(String line) {
        console.out().println(line);
        return !follow || !console.out().checkError();
    }

    private void sumUp(LogFeed feed) {
        LogSummary totals = new LogSummary();
        feed.read(false, (record, _) -> {
            totals.add(record);
            return true;
        });
        (json ? totals.json() : totals.table()).forEach(console.out()::println);
    }
}
