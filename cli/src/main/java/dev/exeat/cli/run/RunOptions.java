package dev.exeat.cli.run;

import dev.exeat.cli.policy.PolicyOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code exeat run} as they were typed; {@link RunPlan} checks all of them together. */
public final class RunOptions {
    private static final String PROXY_DOORS = "http://proxy.exeat.internal:3128, socks5h://proxy.exeat.internal:1080";

    @Mixin
    final PolicyOptions policy = new PolicyOptions();

    @ArgGroup(exclusive = false, validate = false, heading = "%nContainers:%n")
    final ContainerOptions container = new ContainerOptions();

    @Option(
            names = "--publish",
            split = ",",
            paramLabel = "[ADDR:]PORT[:PORT]",
            description = "Opens a port of the command to the host; on 127.0.0.1 unless an address is given.")
    List<String> publish = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the sandbox (default: one is made up).")
    @Nullable
    String name;

    @Option(
            names = "--dns-upstream",
            split = ",",
            paramLabel = "ADDR[:PORT]",
            description = "Resolver that the gateway asks (default: the system's resolvers and hosts file).")
    List<String> dnsUpstream = List.of();

    @Option(
            names = "--proxy-env",
            paramLabel = "auto|on|off",
            description = "Proxy variables for the command, which lead to the gateway's doors (" + PROXY_DOORS + ")."
                    + " auto (default): where you have some set; on: always, for Java too; off: never."
                    + " A program that ignores them reaches no more and no less.")
    String proxyEnv = "auto";

    @Option(
            names = "--upstream-proxy",
            paramLabel = "URL",
            description = "HTTP proxy by which the gateway goes out, http://[USER:PASSWORD@]HOST:PORT."
                    + " It is asked for the addresses that were screened, never for names.")
    @Nullable
    String upstreamProxy;

    @Option(
            names = "--upstream-proxy-file",
            paramLabel = "FILE",
            description =
                    "File with the URL of --upstream-proxy, which may hold a password: a flag is in the process list."
                            + " Without either flag EXEAT_UPSTREAM_PROXY counts.")
    @Nullable
    Path upstreamProxyFile;

    @Option(
            names = "--learn",
            description = "Allows everything public but denies, and records it; see 'exeat policy suggest'.")
    boolean learn;

    @Option(
            names = "--probe",
            paramLabel = "all|walls",
            description = "all (default): walls and required names are proved; walls: required names are left out.")
    String probe = "all";

    @Option(names = "--writable", paramLabel = "PATH", description = "The command may write here too. Repeatable.")
    List<Path> writable = List.of();

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "The command may use this Unix socket of the host. Repeatable.")
    List<Path> sockets = List.of();

    @Option(
            names = "--env",
            paramLabel = "NAME[=VALUE]",
            description = "Sets a variable, or passes one that is left out otherwise. Repeatable.")
    List<String> env = List.of();

    @Option(
            names = "--workdir",
            paramLabel = "PATH",
            description = "Working directory, writable (default: the present one).")
    @Nullable
    Path workdir;

    @Option(names = "--quiet", description = "No line at the start and at the end; errors are still said.")
    boolean quiet;

    @Option(names = "--json", description = "The lines at the start and at the end as JSON, on standard error.")
    boolean json;
}
