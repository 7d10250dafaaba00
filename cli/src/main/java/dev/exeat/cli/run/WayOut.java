package dev.exeat.cli.run;

import dev.exeat.cli.console.Reason;
import dev.exeat.gateway.flow.UpstreamProxy;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By which proxy the gateway goes out: a flag names it, or a file that a flag names, or else the environment.
 *
 * @param proxy null for none
 * @param exposed whether its password stands in the process list
 */
record WayOut(@Nullable UpstreamProxy proxy, boolean exposed) {
    /** The variable that counts where no flag is given. */
    static final String VARIABLE = "EXEAT_UPSTREAM_PROXY";

    private static final int LONGEST = 4096;
    private static final WayOut DIRECT = new WayOut(null, false);

    /** Reads what was given. */
    static Parsed<WayOut> of(RunOptions options, Surroundings surroundings) {
        String flag = options.upstreamProxy;
        Path file = options.upstreamProxyFile;
        if (flag != null && file != null) {
            return Parsed.bad(
                    "upstream-proxy-twice",
                    "--upstream-proxy and --upstream-proxy-file name two proxies",
                    "leave one of them out");
        }
        if (flag != null) {
            return UpstreamProxy.parse(flag)
                    .map(proxy -> new WayOut(proxy, !proxy.credentials().isEmpty()));
        }
        if (file != null) {
            return text(surroundings.directory().resolve(file), file).flatMap(text -> from(text, "'" + file + "'"));
        }
        String variable = surroundings.environment().getOrDefault(VARIABLE, "");
        return variable.isEmpty() ? Parsed.ok(DIRECT) : from(variable, VARIABLE);
    }

    /** What a user should know of it. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (exposed) {
            notes.add("the password of --upstream-proxy is in the process list of this machine; give the URL in "
                    + VARIABLE + " or by --upstream-proxy-file");
        }
        if (proxy != null) {
            notes.add("all connections go out by " + proxy
                    + ", which is asked for screened addresses; whether it keeps to them is its word");
        }
        return notes;
    }

    private static Parsed<WayOut> from(String text, String origin) {
        return switch (UpstreamProxy.parse(text.strip())) {
            case Parsed.Ok<UpstreamProxy>(UpstreamProxy proxy) -> Parsed.ok(new WayOut(proxy, false));
            case Parsed.Bad<UpstreamProxy>(List<Problem> problems) ->
                Parsed.bad(problems.stream()
                        .map(problem ->
                                new Problem(problem.id(), problem.message() + " (" + origin + ")", problem.fix()))
                        .toList());
        };
    }

    private static Parsed<String> text(Path path, Path named) {
        try (InputStream in = Files.newInputStream(path)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
            return text.isBlank() ? unreadable(named, "it is empty") : Parsed.ok(text);
        } catch (IOException failed) {
            return unreadable(named, Reason.of(failed));
        }
    }

    private static Parsed<String> unreadable(Path named, String why) {
        return Parsed.bad(
                "upstream-proxy-file",
                "--upstream-proxy-file '" + named + "' cannot be used: " + why,
                "write the URL of the proxy into it, 'http://USER:PASSWORD@HOST:PORT', and let only you read it");
    }
}
