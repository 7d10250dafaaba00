package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.console.Table;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.policy.PolicyOptions;
import dev.exeat.cli.policy.ProblemReport;
import dev.exeat.cli.policy.RuleRows;
import dev.exeat.cli.policy.SandboxPolicy;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Rule;
import dev.exeat.policy.file.EffectivePolicy;
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

/** {@code exeat policy show}: what files and flags come to, and where each rule comes from. */
@Command(
        name = "show",
        sortOptions = false,
        description =
                "Shows the policy of a sandbox, or the one that files and flags come to, with the origin of each rule.",
        footer = {
            "",
            "Examples:",
            "  exeat policy show LAST",
            "  exeat policy show --policy exeat.yaml --allow api.example.com",
            "  exeat policy show --json calm-otter"
        })
final class PolicyShowCommand implements Callable<Integer> {
    private final Console console;
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME|LAST",
            description = "The sandbox; LAST (default without flags) is the one started most recently.")
    private @Nullable String name;

    @Mixin
    private final PolicyOptions options = new PolicyOptions();

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    PolicyShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return ProblemReport.valueOf(sources().flatMap(CheckedPolicy::of), console)
                .map(this::show)
                .orElse(ExitStatus.USAGE);
    }

    private Parsed<PolicySources> sources() {
        if (!options.any()) {
            ExeatHome home = ExeatHome.open(ExeatHome.pathOf(System.getenv()));
            return new SandboxPolicy(home.find(name == null ? "LAST" : name)).sources();
        }
        if (name != null) {
            throw Failure.usage(
                    "'" + name + "' is a sandbox, and the flags are another policy", "name one or the other");
        }
        return options.sources(Path.of("").toAbsolutePath());
    }

    private int show(CheckedPolicy checked) {
        EffectivePolicy policy = checked.effective();
        policy.warnings(today).forEach(warning -> console.problem(warning, "warning"));
        if (json) {
            console.out().println(JsonText.of(object(checked)));
            return ExitStatus.OK;
        }
        console.out().println("profile " + policy.policy().profile());
        settings(checked).forEach((key, value) -> console.out().println(key + " " + value));
        Table table = new Table("EFFECT", "TARGET", "PORTS", "WHAT", "ORIGIN");
        for (Rule rule : RuleRows.of(policy.policy())) {
            table.row(
                    RuleRows.effect(rule),
                    RuleRows.target(rule),
                    RuleRows.ports(rule),
                    RuleRows.notes(rule, today),
                    rule.origin());
        }
        table.lines().forEach(console.out()::println);
        return ExitStatus.OK;
    }

    private static Map<String, Object> settings(CheckedPolicy checked) {
        EffectivePolicy policy = checked.effective();
        Map<String, Object> settings = new LinkedHashMap<>();
        if (!checked.publish().isEmpty()) {
            settings.put(
                    "publish", checked.publish().stream().map(Object::toString).toList());
        }
        if (!policy.upstreams().isEmpty()) {
            settings.put(
                    "dns.upstream",
                    policy.upstreams().stream().map(Object::toString).toList());
        }
        Integer queries = policy.queriesPerMinute();
        if (queries != null) {
            settings.put("dns.queries-per-minute", queries);
        }
        Integer connections = policy.connections();
        if (connections != null) {
            settings.put("limits.connections", connections);
        }
        return settings;
    }

    private Map<String, Object> object(CheckedPolicy checked) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("profile", checked.effective().policy().profile().id());
        json.putAll(settings(checked));
        json.put(
                "rules",
                RuleRows.of(checked.effective().policy()).stream()
                        .map(rule -> RuleRows.json(rule, today))
                        .toList());
        return json;
    }
}
