package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.policy.file.PolicySchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code exeat policy schema}: what an editor needs to help with a policy file. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema (draft 2020-12) of policy files, for editors.",
        footer = {"", "Examples:", "  exeat policy schema > exeat.schema.json"})
final class PolicySchemaCommand implements Callable<Integer> {
    private final Console console;

    PolicySchemaCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out().print(PolicySchema.text());
        return ExitStatus.OK;
    }
}
