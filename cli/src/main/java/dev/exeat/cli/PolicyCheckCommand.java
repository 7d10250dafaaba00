package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.policy.PolicyFiles;
import dev.exeat.cli.policy.ProblemReport;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.file.PolicyFile;
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
        description = "Says every problem of policy files. Warnings do not count.",
        footer = {
            "",
            "Examples:",
            "  exeat policy check exeat.yaml",
            "  exeat policy check --json policies/*.yaml",
            "  make-policy | exeat policy check -",
            "",
            "Exit status: 0 no problem, 1 a problem, 2 if a file cannot be read."
        })
final class PolicyCheckCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "The policy files; each is checked by itself. '-' is standard input.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "One JSON object per problem and warning.")
    private boolean json;

    PolicyCheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        // the statuses are in the order of their weight
        return files.stream().mapToInt(this::check).max().orElse(ExitStatus.OK);
    }

    private int check(Path file) {
        boolean standardInput = file.toString().equals(PolicyFiles.STANDARD_INPUT);
        Parsed<PolicyFile> read = standardInput
                ? PolicyFiles.read("standard input", console.in())
                : PolicyFiles.read(file.toString(), file.toAbsolutePath());
        Parsed<CheckedPolicy> checked =
                read.flatMap(text -> CheckedPolicy.of(new PolicySources(List.of(text), PolicyFlags.NONE)));
        return switch (checked) {
            case Parsed.Bad<CheckedPolicy>(List<Problem> problems) -> {
                problems.forEach(problem -> print(problem, "error"));
                yield read.isOk() ? ExitStatus.FOUND : ExitStatus.USAGE;
            }
            case Parsed.Ok<CheckedPolicy>(CheckedPolicy policy) -> {
                policy.effective()
                        .warnings(LocalDate.now(ZoneOffset.UTC))
                        .forEach(warning -> print(warning, "warning"));
                if (!json) {
                    console.out()
                            .println(Console.oneLine((standardInput ? "standard input" : file) + ": ok, profile "
                                    + policy.effective().policy().profile() + ", "
                                    + policy.effective().policy().rules().size() + " rules"));
                }
                yield ExitStatus.OK;
            }
        };
    }

    private void print(Problem problem, String severity) {
        console.out().println(json ? JsonText.of(ProblemReport.json(problem, severity)) : problem.report(severity));
    }
}
