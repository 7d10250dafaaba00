package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.policy.Explanation;
import dev.exeat.cli.policy.PolicyOptions;
import dev.exeat.cli.policy.ProblemReport;
import dev.exeat.cli.policy.Question;
import dev.exeat.cli.policy.SandboxPolicy;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.gateway.flow.HostAddresses;
import dev.exeat.linux.RouteLookup;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Rule;
import dev.exeat.policy.Target;
import dev.exeat.policy.file.PolicySources;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeat explain}: what would be decided, by which rule, and what would change it. */
@Command(
        name = "explain",
        sortOptions = false,
        description = "Says what would be decided for a target, by which rule, and what would allow it.",
        footer = {
            "",
            "Examples:",
            "  exeat explain --policy exeat.yaml https://api.example.com/v1/users",
            "  exeat explain --policy exeat.yaml --method POST http://api.example.com/v1",
            "  exeat explain --sandbox LAST git.example.com:22",
            "",
            "Exit status: 0 allowed, 1 denied, 2 for wrong usage. What a name resolves to is judged besides,",
            "when it is looked up."
        })
final class ExplainCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "TARGET", description = "HOST (port 443), HOST:PORT, an address, or a URL.")
    private String target = "";

    @Option(names = "--method", paramLabel = "METHOD", description = "The method of the HTTP request (default: GET).")
    private @Nullable String method;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "The path of the HTTP request (default: that of the URL, or /).")
    private @Nullable String path;

    @Mixin
    private final PolicyOptions options = new PolicyOptions();

    @Option(names = "--sandbox", paramLabel = "NAME|LAST", description = "By the policy of this sandbox.")
    private @Nullable String sandbox;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Parsed<Explanation> explained = Question.parse(target, method, path)
                .flatMap(question -> sources().flatMap(CheckedPolicy::of).map(policy -> explain(policy, question)));
        return ProblemReport.valueOf(explained, console).map(this::said).orElse(ExitStatus.USAGE);
    }

    private Parsed<PolicySources> sources() {
        if (sandbox == null) {
            return options.sources(Path.of("").toAbsolutePath());
        }
        if (options.any()) {
            throw Failure.usage("--sandbox names one policy, and the other flags another", "give one or the other");
        }
        return new SandboxPolicy(
                        ExeatHome.open(ExeatHome.pathOf(System.getenv())).find(sandbox))
                .sources();
    }

    private static Explanation explain(CheckedPolicy checked, Question question) {
        Policy policy = checked.effective().policy().at(LocalDate.now(ZoneOffset.UTC));
        return question.flow().target() instanceof Target.Literal
                ? Explanation.of(policy, question, new HostAddresses(RouteLookup.open()))
                : Explanation.of(policy, question, _ -> false);
    }

    private int said(Explanation explanation) {
        boolean allowed = explanation.decision().allowed();
        if (json) {
            console.out().println(JsonText.of(object(explanation)));
        } else {
            String reason = allowed ? "" : " [" + explanation.decision().reasonId() + "]";
            console.out()
                    .println((allowed ? "allow " : "deny ")
                            + explanation.question().flow()
                            + reason);
            Rule rule = explanation.decision().rule();
            console.out()
                    .println("  rule: " + (rule == null ? "none" : Console.oneLine(rule + " (" + rule.origin() + ")")));
            if (!explanation.remedy().isEmpty()) {
                console.out().println("  fix: " + Console.oneLine(explanation.remedy()));
            }
        }
        return allowed ? ExitStatus.OK : ExitStatus.FOUND;
    }

    private static Map<String, Object> object(Explanation explanation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("target", explanation.question().flow().toString());
        json.put("verdict", explanation.decision().allowed() ? "allow" : "deny");
        json.put("reason", explanation.decision().reasonId());
        Rule rule = explanation.decision().rule();
        if (rule != null) {
            json.put("rule", rule.toString());
            json.put("origin", rule.origin());
        }
        json.put("fix", explanation.remedy());
        return json;
    }
}
