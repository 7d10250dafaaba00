package dev.exeat.cli.run;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code exeat run}: a command behind proven walls. */
@Command(
        name = "run",
        sortOptions = false,
        description = "Runs a command so that it reaches only what is allowed, after proving that the walls stand.",
        footer = {
            "",
            "Examples:",
            "  exeat run --allow api.github.com -- curl -sI https://api.github.com",
            "  exeat run --allow 'tcp://git.example.com:22' --publish 3000 -- npm run dev",
            "  exeat run --policy exeat.yaml -- npm ci",
            "  exeat run --profile airgapped -- make test",
            "  exeat run --image node:22 --allow registry.example.org -- npm test",
            "",
            "The command keeps the caller's user, working directory, terminal, signals and exit status.",
            "Exit status: the command's own; 125 when exeat itself failed, 126 and 127 when the command",
            "cannot be run or is not there, 2 for wrong usage."
        })
public final class RunCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command and its arguments, best after '--'.")
    private List<String> command = List.of();

    /** The command on these streams; it talks on standard error only. */
    public RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return switch (RunPlan.of(options, command, Surroundings.present())) {
            case Parsed.Bad<RunPlan>(List<Problem> problems) -> {
                problems.forEach(problem -> console.problem(problem, "error"));
                yield ExitStatus.USAGE;
            }
            case Parsed.Ok<RunPlan>(RunPlan plan) -> new SandboxRun(console, plan).run();
        };
    }
}
