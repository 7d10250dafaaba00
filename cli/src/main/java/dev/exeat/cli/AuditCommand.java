package dev.exeat.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code exeat audit}: what can be done with journals as evidence. */
@Command(
        name = "audit",
        description = "Checks journals.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  exeat audit verify LAST", "  exeat audit verify calm-otter --json"})
final class AuditCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
