package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.console.Reason;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.gateway.audit.JournalReader;
import dev.exeat.gateway.audit.Verification;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeat audit verify}: checks that each line of a journal follows from the one before. */
@Command(
        name = "verify",
        description = "Checks the hash chain of a journal; exit status 1 if it is broken.",
        footer = {"", "Examples:", "  exeat audit verify LAST", "  exeat audit verify calm-otter --json"})
final class AuditVerifyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME|LAST",
            description = "The sandbox; LAST (default) is the one started most recently.")
    private String name = "LAST";

    @Option(names = "--json", description = "The outcome as one JSON object.")
    private boolean json;

    AuditVerifyCommand(Console console) {
        this.console = console;
    }

    /** What was found, for a person and for a program. */
    private record Outcome(boolean ok, long records, String message) {}

    @Override
    public Integer call() {
        SandboxDirectory sandbox =
                ExeatHome.open(ExeatHome.pathOf(System.getenv())).find(name);
        boolean running = sandbox.state().filter(SandboxState::alive).isPresent();
        Outcome outcome = outcome(verify(sandbox), running);
        console.out()
                .println(json ? object(sandbox, outcome) : sandbox.name() + ": " + Console.oneLine(outcome.message()));
        return outcome.ok() ? ExitStatus.OK : ExitStatus.FOUND;
    }

    private static Verification verify(SandboxDirectory sandbox) {
        try {
            return JournalReader.verify(sandbox.requireJournal());
        } catch (IOException e) {
            throw Failure.of(
                    "the journal of '" + sandbox.name() + "' cannot be read: " + Reason.of(e),
                    "look at the owner and the disk of '" + sandbox.journal() + "'",
                    e);
        }
    }

    private static Outcome outcome(Verification found, boolean running) {
        return switch (found) {
            case Verification.Intact(long records, boolean ended) -> {
                String note = ended || running ? "" : "; the last one is not the end of a run";
                yield new Outcome(true, records, "the chain of " + records + " records holds" + note);
            }
            case Verification.Broken(long line, String why) ->
                new Outcome(false, line - 1, "line " + line + " breaks the chain: " + why);
            case Verification.Unfinished(long records, long bytes)
            when running ->
                new Outcome(true, records, "the chain of " + records + " records holds; another is being written");
            case Verification.Unfinished(long records, long bytes) ->
                new Outcome(
                        false,
                        records,
                        "the chain of " + records + " records holds, then " + bytes + " bytes of a torn line follow");
        };
    }

    private static String object(SandboxDirectory sandbox, Outcome outcome) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sandbox", sandbox.name().text());
        json.put("ok", outcome.ok());
        json.put("records", outcome.records());
        json.put("message", outcome.message());
        return JsonText.of(json);
    }
}
