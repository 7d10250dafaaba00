package dev.exeat.cli.policy;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.file.PolicyFile;
import dev.exeat.policy.file.PolicyFlags;
import dev.exeat.policy.file.PolicySources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say a policy, as they were typed; the same ones wherever a command takes a policy. */
public final class PolicyOptions {
    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Policy file (see docs/policy.md). Repeatable: a later one is stronger, and flags are stronger yet.")
    List<Path> files = List.of();

    @Option(
            names = "--allow",
            split = ",",
            paramLabel = "TARGET",
            description = {
                "May be reached: HOST (TLS on 443, HTTP on 80), HOST:PORT, tcp://HOST:PORT (any bytes), CIDR or CIDR:PORT."
                        + " '*.a.example' is one label more, '**.a.example' one or more, '.a.example' the name and all below it."
                        + " Repeatable, comma lists."
            })
    List<String> allow = List.of();

    @Option(
            names = "--deny",
            split = ",",
            paramLabel = "TARGET",
            description = "May never be reached; stronger than any --allow. Same forms as --allow.")
    List<String> deny = List.of();

    @Option(
            names = "--allow-private",
            split = ",",
            paramLabel = "TARGET",
            description =
                    "Like --allow, and the name may resolve to private addresses (never to the host itself or to link-local).")
    List<String> allowPrivate = List.of();

    @Option(
            names = "--host-port",
            split = ",",
            paramLabel = "PORT",
            description = "A service on the host's loopback, reached as host.exeat.internal:PORT.")
    List<String> hostPorts = List.of();

    @Option(
            names = "--profile",
            paramLabel = "strict|airgapped|permissive",
            description =
                    "strict (default): only what is allowed; airgapped: no network; permissive: all that is public but denies.")
    @Nullable
    String profile;

    /** The policy files as they were named. */
    public List<Path> files() {
        return files;
    }

    /** How often each flag that opens a way was given. */
    public int count(String flag) {
        return switch (flag) {
            case "--allow" -> allow.size();
            case "--allow-private" -> allowPrivate.size();
            case "--host-port" -> hostPorts.size();
            default -> throw new IllegalArgumentException(flag);
        };
    }

    /** Whether any of the flags was given. */
    public boolean any() {
        return profile != null
                || !(files.isEmpty()
                        && allow.isEmpty()
                        && deny.isEmpty()
                        && allowPrivate.isEmpty()
                        && hostPorts.isEmpty());
    }

    /**
     * Reads the files' bytes; whether their text is right is not looked at yet.
     *
     * @param directory what relative paths are relative to
     */
    public Parsed<PolicySources> sources(Path directory) {
        List<Problem> problems = new ArrayList<>();
        List<PolicyFile> texts = new ArrayList<>();
        if (files.size() > PolicySources.MOST_FILES) {
            problems.add(new Problem(
                    "policy-files",
                    "--policy is given " + files.size() + " times, and " + PolicySources.MOST_FILES + " is the most",
                    "put several files together"));
        }
        for (Path file : files.stream().limit(PolicySources.MOST_FILES).toList()) {
            Parsed<PolicyFile> read = PolicyFiles.read(file.toString(), directory.resolve(file));
            problems.addAll(read.problems());
            if (read instanceof Parsed.Ok<PolicyFile>(PolicyFile text)) {
                texts.add(text);
            }
        }
        Profile named = null;
        if (profile != null) {
            Parsed<Profile> parsed = Profile.parse(profile);
            problems.addAll(parsed.problems());
            named = parsed instanceof Parsed.Ok<Profile>(Profile known) ? known : null;
        }
        return problems.isEmpty()
                ? Parsed.ok(new PolicySources(texts, new PolicyFlags(named, allow, deny, allowPrivate, hostPorts)))
                : Parsed.bad(problems);
    }
}
