package dev.exeat.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code exeat policy}: what can be done with policies. */
@Command(
        name = "policy",
        description = "Checks, shows and changes policies.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  exeat policy check exeat.yaml",
            "  exeat policy show LAST",
            "  exeat policy suggest LAST --output exeat.yaml",
            "  exeat policy apply LAST exeat.yaml"
        })
final class PolicyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
