package dev.exeat.cli.run;

import dev.exeat.cli.policy.CheckedPolicy;
import dev.exeat.cli.state.SandboxName;
import dev.exeat.engine.segment.PublishSpec;
import dev.exeat.gateway.GatewayConfig;
import dev.exeat.policy.HostPort;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Profile;
import dev.exeat.policy.Target;
import dev.exeat.policy.file.PolicySources;
import dev.exeat.policy.file.ResolverText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the flags of one run and collects what is wrong with them. */
final class RunCheck {
    private final RunOptions options;
    private final List<String> command;
    private final Surroundings surroundings;
    private final List<Problem> problems = new ArrayList<>();

    RunCheck(RunOptions options, List<String> command, Surroundings surroundings) {
        this.options = options;
        this.command = command;
        this.surroundings = surroundings;
    }

    /** The plan, or every problem. */
    Parsed<RunPlan> plan() {
        @Nullable
        CheckedPolicy policy = take(options.policy
                .sources(surroundings.directory())
                .map(this::learning)
                .flatMap(CheckedPolicy::of));
        @Nullable SandboxName name = options.name == null ? null : take(SandboxName.parse(options.name));
        List<PublishSpec> publish = new ArrayList<>(policy == null ? List.of() : policy.publish());
        publish.addAll(publish());
        Map<String, String> variables = proxyVariables();
        variables.putAll(variables());
        @Nullable WayOut wayOut = take(WayOut.of(options, surroundings));
        Path workdir = options.container.image == null ? directory() : surroundings.directory();
        checkEngine(policy);
        List<GatewayConfig.Server> upstreams = upstreams(policy);
        checkPaths();
        if (policy != null && policy.effective().policy().profile() == Profile.AIRGAPPED) {
            checkAirgapped();
        }
        checkProbe();
        return policy == null || wayOut == null || !problems.isEmpty()
                ? Parsed.bad(problems)
                : Parsed.ok(new RunPlan(
                        policy, name, publish, upstreams, wayOut, variables, workdir, options, command, surroundings));
    }

    private List<PublishSpec> publish() {
        List<PublishSpec> specs = new ArrayList<>();
        for (String text : options.publish) {
            @Nullable PublishSpec spec = take(PublishSpec.parse(text));
            if (spec != null) {
                specs.add(spec);
            }
        }
        return specs;
    }

    /** A run to learn by is as open as its denies let it be, whatever profile a file names. */
    private PolicySources learning(PolicySources sources) {
        if (!options.learn) {
            return sources;
        }
        if (sources.flags().profile() != null) {
            problem(
                    "learn-profile",
                    "--learn and --profile '" + sources.flags().profile() + "' say different things",
                    "leave one of them out");
        }
        return sources.with(Profile.LEARN);
    }

    private Map<String, String> proxyVariables() {
        @Nullable ProxyVariables chosen = ProxyVariables.of(options.proxyEnv);
        if (chosen == null) {
            problem(
                    "proxy-env-unknown",
                    "--proxy-env '" + options.proxyEnv + "' is not known",
                    "write 'auto', 'on' or 'off'");
            return new LinkedHashMap<>();
        }
        return new LinkedHashMap<>(chosen.variables(surroundings.environment()));
    }

    private void checkProbe() {
        if (!List.of("all", "walls").contains(options.probe)) {
            problem("probe-unknown", "--probe '" + options.probe + "' is not known", "write 'all' or 'walls'");
        }
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String text : options.env) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (name.isEmpty() || text.indexOf('\0') >= 0) {
                problem(
                        "env-form",
                        "--env '" + text + "' names no variable",
                        "write --env NAME=VALUE, or --env NAME to pass yours");
            } else if (equals >= 0) {
                variables.put(name, text.substring(equals + 1));
            } else if (surroundings.environment().containsKey(name)) {
                variables.put(name, surroundings.environment().get(name));
            } else {
                problem("env-unset", "--env '" + name + "' is not set here", "write --env " + name + "=VALUE");
            }
        }
        return variables;
    }

    private Path directory() {
        Path workdir = options.workdir == null
                ? surroundings.directory()
                : surroundings.directory().resolve(options.workdir).normalize();
        if (!Files.isDirectory(workdir)) {
            problem(
                    "workdir-missing",
                    "the working directory '" + workdir + "' is not a directory",
                    "make it, or name another with --workdir");
        }
        return workdir;
    }

    /** Those of the flags, which are stronger than those of the files. */
    private List<GatewayConfig.Server> upstreams(@Nullable CheckedPolicy policy) {
        List<HostPort> servers = new ArrayList<>();
        for (String text : options.dnsUpstream) {
            if (ResolverText.parse(text) instanceof Parsed.Ok<HostPort>(HostPort server)) {
                servers.add(server);
            } else {
                problem(
                        "dns-upstream-form",
                        "--dns-upstream '" + text + "' is not an address",
                        "write ADDR or ADDR:PORT, an IPv6 address with a port as [ADDR]:PORT");
            }
        }
        if (options.dnsUpstream.isEmpty() && policy != null) {
            servers.addAll(policy.effective().upstreams());
        }
        return servers.stream().flatMap(RunCheck::server).toList();
    }

    private static Stream<GatewayConfig.Server> server(HostPort server) {
        return server.target() instanceof Target.Literal(IpAddress address)
                ? Stream.of(new GatewayConfig.Server(address, server.port()))
                : Stream.empty();
    }

    private void checkEngine(@Nullable CheckedPolicy policy) {
        ContainerOptions container = options.container;
        if (!List.of("auto", "docker", "podman", "native").contains(container.engine)) {
            problem(
                    "engine-unknown",
                    "--engine '" + container.engine + "' is not known",
                    "write 'auto', 'docker', 'podman' or 'native'");
        }
        if (container.image == null) {
            for (String flag : container.given()) {
                problem("image-missing", flag + " is for a container", "name its image with --image");
            }
            if (List.of("docker", "podman").contains(container.engine)) {
                problem(
                        "image-missing",
                        "--engine " + container.engine + " runs containers, and no image is named",
                        "name one with --image");
            }
            if (command.isEmpty()) {
                problem("command-missing", "there is no command to run", "write it after '--', or name an --image");
            }
        } else {
            checkContainer(policy);
        }
    }

    private void checkContainer(@Nullable CheckedPolicy policy) {
        if (policy != null && policy.effective().policy().profile() == Profile.AIRGAPPED) {
            problem(
                    "airgapped-image",
                    "a container without any network is not there yet",
                    "use --profile strict without rules, which lets nothing out, or leave --image out");
        }
        if (options.container.engine.equals("native")) {
            problem("engine-native", "--engine native runs no image", "leave --engine or --image out");
        }
        if (!options.writable.isEmpty()) {
            problem(
                    "writable-container",
                    "--writable opens a path of this machine, and a container has its own file system",
                    "mount it: --volume PATH:PATH");
        }
    }

    private void checkPaths() {
        for (Path path : options.writable) {
            if (!Files.exists(resolved(path))) {
                problem("path-missing", "--writable '" + path + "' does not exist", "make it first");
            }
        }
        for (Path path : options.sockets) {
            if (!Files.exists(resolved(path))
                    || Files.isRegularFile(resolved(path))
                    || Files.isDirectory(resolved(path))) {
                problem("socket-missing", "--socket '" + path + "' is no socket", "name the socket file itself");
            }
        }
    }

    private Path resolved(Path path) {
        return surroundings.directory().resolve(path);
    }

    /** A flag that an airgapped run could not honour is refused rather than ignored. */
    private void checkAirgapped() {
        Map<String, Integer> opening = new LinkedHashMap<>();
        for (String flag : List.of("--allow", "--allow-private", "--host-port")) {
            opening.put(flag, options.policy.count(flag));
        }
        opening.put("--publish", options.publish.size());
        opening.put("--dns-upstream", options.dnsUpstream.size());
        opening.put("--upstream-proxy", options.upstreamProxy == null ? 0 : 1);
        opening.put("--upstream-proxy-file", options.upstreamProxyFile == null ? 0 : 1);
        opening.forEach((flag, count) -> {
            if (count > 0) {
                problem(
                        "airgapped-network",
                        flag + " opens a way, and profile 'airgapped' has no network",
                        "leave " + flag + " out, or use --profile strict");
            }
        });
    }

    private void problem(String id, String message, String fix) {
        problems.add(new Problem(id, message, fix));
    }

    private <T> @Nullable T take(Parsed<T> parsed) {
        problems.addAll(parsed.problems());
        return parsed instanceof Parsed.Ok<T>(T value) ? value : null;
    }
}
