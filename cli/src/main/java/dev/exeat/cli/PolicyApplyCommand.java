package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.policy.PolicyChange;
import dev.exeat.cli.policy.PolicyFiles;
import dev.exeat.cli.policy.ProblemReport;
import dev.exeat.cli.policy.SandboxPolicy;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicySources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeat policy apply}: gives a running sandbox another policy. */
@Command(
        name = "apply",
        description = {
            "Gives a running sandbox the policy of a file, in place of the one of its files; the flags of its run stay.",
            "Connections that the new policy does not allow end at once, all others go on."
        },
        footer = {
            "",
            "Examples:",
            "  exeat policy apply LAST exeat.yaml",
            "  exeat policy apply calm-otter ~/wider.yaml --json",
            "",
            "Exit status: 1 if the file has a problem, 2 if it cannot be read; then nothing changes."
        })
final class PolicyApplyCommand implements Callable<Integer> {
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 20;

    private final Console console;

    @Parameters(index = "0", paramLabel = "NAME|LAST", description = "The sandbox.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The policy file.")
    private Path file = Path.of("");

    @Option(names = "--yes", description = "Takes a file too that the sandbox's command could have written.")
    private boolean yes;

    @Option(names = "--json", description = "What changed as one JSON object.")
    private boolean json;

    PolicyApplyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        SandboxDirectory sandbox =
                ExeatHome.open(ExeatHome.pathOf(System.getenv())).find(name);
        if (sandbox.state().filter(SandboxState::alive).isEmpty()) {
            throw Failure.of("the sandbox '" + sandbox.name() + "' does not run", "see 'exeat ls'");
        }
        sandbox.state().ifPresent(this::checkOrigin);
        SandboxPolicy policy = new SandboxPolicy(sandbox);
        Parsed<CheckedPolicy> before = policy.sources().flatMap(CheckedPolicy::of);
        if (before instanceof Parsed.Ok<CheckedPolicy>(CheckedPolicy known)
                && known.effective().policy().profile() == Profile.AIRGAPPED) {
            throw Failure.of(
                    "the sandbox '" + sandbox.name() + "' is airgapped, which cannot change while it runs",
                    "end it and run it again");
        }
        Parsed<PolicyFile> read = PolicyFiles.read(file.toString(), file.toAbsolutePath());
        Parsed<CheckedPolicy> after = read.flatMap(
                        text -> CheckedPolicy.of(new PolicySources(List.of(text), policy.flags())))
                .flatMap(next -> fitting(before, next));
        Optional<CheckedPolicy> next = ProblemReport.valueOf(after, console);
        if (next.isEmpty()) {
            return read.isOk() ? ExitStatus.FOUND : ExitStatus.USAGE;
        }
        apply(policy, before, next.get());
        return ExitStatus.OK;
    }

    /** A command must not widen its own policy by a file that its user then applies unread. */
    private void checkOrigin(SandboxState state) {
        Path real = real(file);
        for (Path folder : yes ? List.<Path>of() : state.writable()) {
            Path root = real(folder);
            if (real.startsWith(root) && !real.equals(root.resolve("exeat.yaml"))) {
                throw Failure.of(
                        "the command of the sandbox can write to '" + file + "', and may have",
                        "read the file, then give --yes; or keep it outside of '" + folder + "'");
            }
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** A policy on disk that is broken can be mended by any that the gateway takes. */
    private static Parsed<CheckedPolicy> fitting(Parsed<CheckedPolicy> before, CheckedPolicy next) {
        List<Problem> fixed = before instanceof Parsed.Ok<CheckedPolicy>(CheckedPolicy known)
                ? known.effective().fixedParts(next.effective())
                : List.of();
        return fixed.isEmpty() ? Parsed.ok(next) : Parsed.bad(fixed);
    }

    private void apply(SandboxPolicy policy, Parsed<CheckedPolicy> before, CheckedPolicy next)
            throws InterruptedException {
        next.effective()
                .warnings(LocalDate.now(ZoneOffset.UTC))
                .forEach(warning -> console.problem(warning, "warning"));
        PolicyFile given = next.sources().files().getFirst();
        PolicyFile text = new PolicyFile(SandboxPolicy.NAME, given.text());
        Parsed<PolicyFile> former = policy.read();
        policy.store(text);
        SandboxPolicy.Outcome outcome = awaited(policy, text);
        if (!outcome.taken()) {
            if (former instanceof Parsed.Ok<PolicyFile>(PolicyFile old)) {
                policy.store(old);
            }
            throw Failure.of("the sandbox did not take the policy: " + outcome.problem(), "the one before is in force");
        }
        PolicyChange change = PolicyChange.between(before, next);
        if (json) {
            console.out().println(JsonText.of(change.json(policy.sandbox(), text.sha256())));
        } else {
            change.lines(policy.sandbox()).forEach(console.out()::println);
        }
    }

    private static SandboxPolicy.Outcome awaited(SandboxPolicy policy, PolicyFile text) throws InterruptedException {
        long deadline = System.nanoTime() + TAKEN_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<SandboxPolicy.Outcome> outcome =
                    policy.outcome().filter(seen -> seen.sha256().equals(text.sha256()));
            if (outcome.isPresent()) {
                return outcome.get();
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return new SandboxPolicy.Outcome(
                text.sha256(), false, "it said nothing within " + TAKEN_WITHIN.toSeconds() + " s");
    }
}
