package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.doctor.Finding;
import dev.exeat.cli.doctor.Prerequisites;
import dev.exeat.cli.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exeat doctor}: checks what {@code exeat run} needs of the system. */
@Command(
        name = "doctor",
        description = "Checks what 'exeat run' needs of this system; exit status 1 if something is missing.",
        footer = {"", "Examples:", "  exeat doctor", "  exeat doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new Prerequisites(System.getenv()).check();
        findings.stream()
                .map(json ? DoctorCommand::object : DoctorCommand::text)
                .forEach(console.out()::println);
        return findings.stream().allMatch(Finding::ok) ? ExitStatus.OK : ExitStatus.FOUND;
    }

    private static String text(Finding finding) {
        String line =
                (finding.ok() ? "ok     " : "error  ") + Console.oneLine(finding.message()) + " [" + finding.id() + "]";
        return finding.ok() ? line : line + "\n  fix: " + Console.oneLine(finding.fix());
    }

    private static String object(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", finding.id());
        json.put("ok", finding.ok());
        json.put("message", finding.message());
        json.put("fix", finding.fix());
        return JsonText.of(json);
    }
}
