package dev.exeat.cli.run;

import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.policy.RuleRows;
import dev.exeat.cli.state.SandboxName;
import dev.exeat.engine.segment.PublishSpec;
import dev.exeat.gateway.GatewayConfig;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Policy;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Rule;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run whose flags were checked, all of them: nothing has been created yet.
 *
 * @param checked what may be reached, and what it is made of
 * @param name the sandbox's name; null to make one up
 * @param publish ports that are opened to the host
 * @param upstreams the resolvers that the gateway asks; none for the system's
 * @param wayOut by which proxy the gateway goes out, if any
 * @param variables what {@code --env} and {@code --proxy-env} set
 * @param workdir the command's working directory
 * @param options the flags
 * @param command the command and its arguments
 * @param surroundings what comes from the caller
 */
record RunPlan(
        CheckedPolicy checked,
        @Nullable SandboxName name,
        List<PublishSpec> publish,
        List<GatewayConfig.Server> upstreams,
        WayOut wayOut,
        Map<String, String> variables,
        Path workdir,
        RunOptions options,
        List<String> command,
        Surroundings surroundings) {

    /** Checks the flags; every problem at once. */
    static Parsed<RunPlan> of(RunOptions options, List<String> command, Surroundings surroundings) {
        return new RunCheck(options, command, surroundings).plan();
    }

    /** The folders that the command may write to, but for what is covered in them. */
    List<Path> writable() {
        if (options.container.image != null) {
            return List.of();
        }
        List<Path> folders = new ArrayList<>(List.of(workdir));
        options.writable.forEach(
                path -> folders.add(surroundings.directory().resolve(path).normalize()));
        return folders;
    }

    /** What may be reached, on any day. */
    Policy policy() {
        return checked.effective().policy();
    }

    /**
     * What the gateway is told.
     *
     * @param directory where its journal is, as it sees it
     * @param nonce what it answers to a probe
     * @param uid whom it becomes, or null
     */
    GatewayConfig gateway(String sandbox, Path directory, String nonce, @Nullable Integer uid) {
        return new GatewayConfig(sandbox, directory, checked.sources(), upstreams, wayOut.proxy(), nonce, uid);
    }

    /** What the user should know before the command starts, whatever runs it. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        publish.stream()
                .filter(port -> !port.loopbackOnly())
                .forEach(port -> notes.add("port " + port + " is open to the network, not only to this machine"));
        notes.addAll(wayOut.notes());
        checked.effective().warnings(LocalDate.now(ZoneOffset.UTC)).forEach(warning -> notes.add(note(warning)));
        return notes;
    }

    private static String note(Problem warning) {
        String place = warning.place() == null ? "" : warning.place() + ": ";
        return place + warning.message() + " [" + warning.id() + "]";
    }

    /** How many rules let the command reach something today. */
    int targets() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return (int) RuleRows.of(policy()).stream()
                .filter(rule -> rule.effect() != Rule.Effect.DENY && rule.countsOn(today))
                .count();
    }
}
