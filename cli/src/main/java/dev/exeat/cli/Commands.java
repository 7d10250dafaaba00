package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.HelpFlag;
import dev.exeat.cli.console.HelpWidth;
import dev.exeat.cli.run.RunCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The root command and the table of the others. Reading the annotations of a command costs milliseconds, so when the
 * first word is the name of one, only that one is read; help, completion and spelling mistakes read them all.
 */
@Command(
        name = "exeat",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Runs a command so that it reaches only what its policy names, proves that first, and keeps a record.",
        footer = {
            "",
            "Examples:",
            "  exeat run --allow api.github.com -- curl -sI https://api.github.com",
            "  exeat run --policy exeat.yaml -- npm ci",
            "  exeat explain --policy exeat.yaml https://api.github.com/user",
            "  exeat logs LAST --denied",
            "  exeat audit verify LAST",
            "",
            "Exit status: the command's own; 125 when exeat itself failed, 2 for wrong usage."
        })
final class Commands implements Runnable {
    private static final Set<String> ASKS_FOR_HELP = Set.of("-h", "--help");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Commands() {}

    static CommandLine commandLine(Console console, String... args) {
        Map<String, Supplier<CommandLine>> table = table(console);
        CommandLine root = new CommandLine(new Commands());
        String first = args.length == 0 ? "" : args[0];
        table.forEach((name, command) -> {
            if (name.equals(first) || !table.containsKey(first)) {
                root.addSubcommand(name, command.get());
            }
        });
        root.setOut(console.out()).setErr(console.err()).setCaseInsensitiveEnumValuesAllowed(true);
        // asking the terminal costs milliseconds
        return Stream.of(args).anyMatch(ASKS_FOR_HELP::contains)
                ? root.setUsageHelpWidth(HelpWidth.here(System.getenv()))
                : root;
    }

    private static CommandLine command(Object command) {
        CommandLine commandLine = new CommandLine(command);
        commandLine.getCommandSpec().addMixin("help", CommandSpec.forAnnotatedObject(new HelpFlag()));
        return commandLine;
    }

    private static Map<String, Supplier<CommandLine>> table(Console console) {
        Map<String, Supplier<CommandLine>> table = new LinkedHashMap<>();
        table.put("run", () -> command(new RunCommand(console)));
        table.put("logs", () -> command(new LogsCommand(console)));
        table.put("policy", () -> policy(console));
        table.put("explain", () -> command(new ExplainCommand(console)));
        table.put("audit", () -> audit(console));
        table.put("ls", () -> command(new LsCommand(console)));
        table.put("gc", () -> command(new GcCommand(console)));
        table.put("doctor", () -> command(new DoctorCommand(console)));
        table.put("completion", () -> command(new CompletionCommand(console)));
        table.put("version", () -> command(new VersionCommand(console)));
        return table;
    }

    private static CommandLine audit(Console console) {
        return command(new AuditCommand()).addSubcommand("verify", command(new AuditVerifyCommand(console)));
    }

    private static CommandLine policy(Console console) {
        return command(new PolicyCommand())
                .addSubcommand("check", command(new PolicyCheckCommand(console)))
                .addSubcommand("show", command(new PolicyShowCommand(console)))
                .addSubcommand("suggest", command(new PolicySuggestCommand(console)))
                .addSubcommand("apply", command(new PolicyApplyCommand(console)))
                .addSubcommand("schema", command(new PolicySchemaCommand(console)));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
