package dev.exeat.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code exeat policy}: what can be done with policies. */
@Command(name = "policy", description = "Checks, shows and changes policies.", synopsisSubcommandLabel = "COMMAND")
final class PolicyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
