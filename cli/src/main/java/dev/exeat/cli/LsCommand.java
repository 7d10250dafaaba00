package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.console.Table;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.Leftovers;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.cli.state.SandboxState;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exeat ls}: the sandboxes, the most recently started first. */
@Command(
        name = "ls",
        description = "Lists the sandboxes: running, ended N, failed, or abandoned (see 'exeat gc').",
        footer = {"", "Examples:", "  exeat ls", "  exeat ls --json"})
final class LsCommand implements Callable<Integer> {
    private static final int MANY = 20;

    private final Console console;

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    LsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ExeatHome home = ExeatHome.open(ExeatHome.pathOf(System.getenv()));
        List<SandboxState> states = home.sandboxes().stream()
                .map(SandboxDirectory::state)
                .flatMap(state -> state.stream())
                .toList();
        List<String> lines = json
                ? states.stream().map(LsCommand::object).toList()
                : table(states).lines();
        lines.forEach(console.out()::println);
        if (!json && states.size() >= MANY) {
            // what is asked for is on the screen before the hint
            console.out().flush();
            Leftovers.Kept kept = new Leftovers(home).kept(Set.of());
            if (kept.sandboxes() >= MANY) {
                console.note(kept.text() + " kept; 'exeat gc --older-than 30d' removes old ones");
            }
        }
        return ExitStatus.OK;
    }

    private static Table table(List<SandboxState> states) {
        Table table = new Table("NAME", "STATUS", "PROFILE", "STARTED", "COMMAND");
        for (SandboxState state : states) {
            String started = state.started().truncatedTo(ChronoUnit.SECONDS).toString();
            table.row(state.name().text(), state.statusText(), state.profile(), started, state.command());
        }
        return table;
    }

    private static String object(SandboxState state) {
        Map<String, Object> json = new LinkedHashMap<>(state.toJson());
        json.put("abandoned", state.abandoned());
        return JsonText.of(json);
    }
}
