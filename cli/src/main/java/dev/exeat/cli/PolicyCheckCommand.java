package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.policy.PolicyFiles;
import dev.exeat.cli.policy.ProblemReport;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeat policy check}: every problem of policy files. */
@Command(
        name = "check",
        description = "Says every problem of policy files; exit status 1 if there is one. Warnings do not count.",
        footer = {"", "Examples:", "  exeat policy check exeat.yaml", "  exeat policy check --json policies/*.yaml"})
final class PolicyCheckCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The policy files; each is checked by itself.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "One JSON object per problem and warning.")
    private boolean json;

    PolicyCheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        boolean ok = true;
        for (Path file : files) {
            ok &= check(file);
        }
        return ok ? ExitStatus.OK : ExitStatus.FOUND;
    }

    private boolean check(Path file) {
        Parsed<CheckedPolicy> checked = PolicyFiles.read(file.toString(), file.toAbsolutePath())
                .flatMap(text -> CheckedPolicy.of(new PolicySources(List.of(text), PolicyFlags.NONE)));
        return switch (checked) {
            case Parsed.Bad<CheckedPolicy>(List<Problem> problems) -> {
                problems.forEach(problem -> print(problem, "error"));
                yield false;
            }
            case Parsed.Ok<CheckedPolicy>(CheckedPolicy policy) -> {
                policy.effective()
                        .warnings(LocalDate.now(ZoneOffset.UTC))
                        .forEach(warning -> print(warning, "warning"));
                if (!json) {
                    console.out()
                            .println(Console.oneLine(file + ": ok, profile "
                                    + policy.effective().policy().profile() + ", "
                                    + policy.effective().policy().rules().size() + " rules"));
                }
                yield true;
            }
        };
    }

    private void print(Problem problem, String severity) {
        console.out().println(json ? JsonText.of(ProblemReport.json(problem, severity)) : problem.report(severity));
    }
}
