package dev.exeat.cli;

import dev.exeat.cli.console.Console;
import dev.exeat.cli.console.ExitStatus;
import dev.exeat.cli.console.Failure;
import dev.exeat.cli.console.Reason;
import dev.exeat.cli.json.JsonText;
import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.state.ExeatHome;
import dev.exeat.cli.state.SandboxDirectory;
import dev.exeat.cli.state.SandboxState;
import dev.exeat.cli.suggest.Suggestion;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeat policy suggest}: a policy file of what a sandbox used. */
@Command(
        name = "suggest",
        sortOptions = false,
        description = "Makes the smallest policy file that covers what a sandbox used, from its journal.",
        footer = {
            "",
            "Examples:",
            "  exeat run --learn -- npm ci && exeat policy suggest LAST",
            "  exeat policy suggest calm-otter --output exeat.yaml",
            "  exeat policy suggest LAST --with-denied",
            "  exeat policy suggest LAST --json",
            "",
            "What was denied is left out, and so is what the probes did. Names that were only looked up are comments."
        })
final class PolicySuggestCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME|LAST",
            description = "The sandbox; LAST (default) is the one started most recently.")
    private String name = "LAST";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Writes the policy to FILE, which must not exist (default: standard output).")
    private @Nullable Path output;

    @Option(names = "--force", description = "Replaces FILE if it exists.")
    private boolean force;

    @Option(names = "--with-denied", description = "Also what was denied, as comments with the reasons.")
    private boolean withDenied;

    @Option(
            names = "--json",
            description = "What was used as one JSON object on standard output; FILE is a policy all the same.")
    private boolean json;

    PolicySuggestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (force && output == null) {
            throw Failure.usage("--force is for --output, and there is none", "name the FILE, or leave --force out");
        }
        SandboxDirectory sandbox =
                ExeatHome.open(ExeatHome.pathOf(System.getenv())).find(name);
        Suggestion suggestion = Suggestion.of(sandbox);
        String text = checked(suggestion);
        if (output != null) {
            write(output, text);
        }
        if (json) {
            console.out().println(JsonText.of(suggestion.json(withDenied)));
        } else if (output == null) {
            console.out().print(text);
        }
        say(sandbox, suggestion);
        return ExitStatus.OK;
    }

    /** The text, which every other command takes. */
    private String checked(Suggestion suggestion) {
        String text = suggestion.text(withDenied);
        Parsed<CheckedPolicy> policy = PolicyFile.decode("suggestion", text.getBytes(StandardCharsets.UTF_8))
                .flatMap(file -> CheckedPolicy.of(new PolicySources(List.of(file), PolicyFlags.NONE)));
        if (policy instanceof Parsed.Bad<CheckedPolicy>(List<Problem> problems)) {
            throw Failure.of(
                    "no policy file can be made of what '" + suggestion.sandbox() + "' used: "
                            + problems.getFirst().message(),
                    problems.getFirst().fix());
        }
        return text;
    }

    private void write(Path file, String text) {
        if (Files.isDirectory(file)) {
            throw Failure.usage(
                    "'" + file + "' is a folder", "name a file in it, such as '" + file.resolve("exeat.yaml") + "'");
        }
        try {
            if (force) {
                replace(file, text);
            } else {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
        } catch (NoSuchFileException e) {
            throw Failure.usage("the folder of '" + file + "' does not exist", "make it, or name another file");
        } catch (FileAlreadyExistsException e) {
            throw Failure.usage("'" + file + "' exists already", "name another file, or replace it with --force");
        } catch (IOException e) {
            throw Failure.of(
                    "'" + file + "' cannot be written: " + Reason.of(e),
                    "name a file in a folder that you may write to",
                    e);
        }
    }

    /** Through a link, and in place, so that the file keeps its mode and its owner. */
    private static void replace(Path file, String text) throws IOException {
        Files.writeString(
                file, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private void say(SandboxDirectory sandbox, Suggestion suggestion) {
        if (sandbox.state().filter(SandboxState::alive).isPresent()) {
            console.note("the sandbox '" + sandbox.name() + "' still runs; what it uses from now on is not in it");
        }
        if (suggestion.size() == 0) {
            console.note("the sandbox '" + sandbox.name() + "' used nothing, and the policy allows nothing");
        }
        if (output != null) {
            console.say("wrote '" + output + "'; try it: exeat run --policy " + output + " -- COMMAND");
        }
    }
}
