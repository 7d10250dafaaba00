package dev.exeat.cli;

import dev.exeat.cli.console.Age;
import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.Leftovers;
import dev.exeat.cli.state.Leftovers.Found;
import dev.exeat.cli.state.LostContainers;
import dev.exeat.cli.state.SandboxName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exeat gc}: removes what killed runs left, and on request old journals. */
@Command(
        name = "gc",
        description = {
            "Ends and removes what a killed exeat left behind, by proof of ownership. Journals are kept",
            "unless --older-than says otherwise."
        },
        footer = {"", "Examples:", "  exeat gc", "  exeat gc --older-than 30d --dry-run"})
final class GcCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            converter = Age.class,
            description = "Also removes sandboxes, with their journals, that ended at least so long ago (30d, 12h).")
    private @Nullable Duration olderThan;

    @Option(names = "--dry-run", description = "Says what would be done, and does nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    GcCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ExeatHome home = ExeatHome.open(ExeatHome.pathOf(System.getenv()));
        // before the states are written down: containers of a killed run are the greater harm
        Map<String, Integer> containers = new LostContainers(home, System.getenv()).clean(dryRun);
        containers.forEach(this::sayContainers);
        Leftovers leftovers = new Leftovers(home);
        List<Found> found = new ArrayList<>(leftovers.clean(dryRun));
        if (olderThan != null) {
            found.addAll(leftovers.remove(olderThan, dryRun));
        }
        found.stream().map(json ? GcCommand::object : this::sentence).forEach(console.out()::println);
        if (found.isEmpty() && containers.isEmpty() && !json) {
            console.out().println("nothing to remove");
        }
        say(leftovers.kept(removed(found)));
        return ExitStatus.OK;
    }

    private void sayContainers(String sandbox, int count) {
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", sandbox);
            line.put("action", "remove-containers");
            line.put("containers", count);
            console.out().println(JsonText.of(line));
        } else {
            console.out()
                    .println((dryRun ? "would remove " : "remove ") + count + " container" + (count == 1 ? "" : "s")
                            + " of '" + sandbox + "'");
        }
    }

    private static Set<SandboxName> removed(List<Found> found) {
        return found.stream()
                .filter(one -> one.action().equals(Leftovers.REMOVE))
                .map(Found::name)
                .collect(Collectors.toSet());
    }

    private void say(Leftovers.Kept kept) {
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("action", "keep");
            line.put("sandboxes", kept.sandboxes());
            line.put("bytes", kept.bytes());
            console.out().println(JsonText.of(line));
        } else if (kept.sandboxes() > 0) {
            String remedy = olderThan == null
                    ? "'exeat gc --older-than 30d' removes those that ended longer ago"
                    : "a smaller --older-than removes more";
            console.out().println(kept.text() + " kept; " + remedy);
        }
    }

    private String sentence(Found found) {
        String would = dryRun ? "would " : "";
        String processes = found.processes() == 0 ? "" : " and end " + found.processes() + " of its processes";
        return would + found.action() + " '" + found.name() + "'" + processes;
    }

    private static String object(Found found) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", found.name().text());
        json.put("action", found.action());
        json.put("processes", found.processes());
        return JsonText.of(json);
    }
}
