package dev.exeat.cli.run;

import dev.exeat.cli.console.Failure;
import dev.exeat.container.EngineException;
import dev.exeat.container.OwnContainers;
import dev.exeat.container.Role;
import dev.exeat.container.RoleFolder;
import dev.exeat.container.SegmentAgent;
import dev.exeat.engine.segment.HostCanary;
import dev.exeat.engine.segment.ProbeBattery;
import dev.exeat.engine.segment.ProbeResult;
import dev.exeat.engine.segment.PublishSpec;
import dev.exeat.gateway.GatewayConfig;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.FdChannel;
import dev.exeat.policy.Family;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Policy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * The walls of one container sandbox while they stand: holder, init and gateway on the engine, their agents and the gateway's link here.
 * Everything is closed and removed by {@link #close}, however far it got.
 */
final class ContainerWalls implements AutoCloseable {
    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);
    private static final Duration READY_WITHIN = Duration.ofSeconds(15);

    private final Rollback rollback = new Rollback();
    private final OwnContainers containers;
    private final Path run;
    private final boolean ipv6 = Files.isDirectory(Path.of("/proc/sys/net/ipv6/conf/lo"));
    private List<IpAddress> hostAddresses = List.of();
    private final Map<String, Descriptor> descriptors = new LinkedHashMap<>();
    private CompletableFuture<Void> starting = CompletableFuture.completedFuture(null);
    private final CompletableFuture<GatewayLink> gateway = new CompletableFuture<>();
    private final CompletableFuture<SegmentAgent> init = new CompletableFuture<>();
    private final CompletableFuture<SegmentAgent> holder = new CompletableFuture<>();

    private ContainerWalls(OwnContainers containers, Path run) {
        this.containers = containers;
        this.run = run;
        rollback.add(this::closeDescriptors);
        rollback.add(containers::remove);
    }

    /**
     * Builds the walls and starts the gateway; nothing is proved yet.
     *
     * @param run an empty folder for sockets
     * @param data the gateway's folder
     * @param published ports of the host that lead inside
     * @param configuration what the gateway is told
     * @param host what the gateway is given of this machine
     * @param faults told what goes wrong later
     */
    static ContainerWalls build(
            OwnContainers containers,
            Path run,
            Path data,
            List<PublishSpec> published,
            GatewayConfig configuration,
            HostSide host,
            Consumer<String> faults) {
        ContainerWalls walls = new ContainerWalls(containers, run);
        try {
            published.forEach(port -> walls.descriptors.put(port.tag(), port.listen()));
            walls.starting =
                    CompletableFuture.runAsync(() -> walls.startGateway(data, faults), Thread::startVirtualThread);
            walls.startHolder();
            walls.startInit();
            join(walls.starting);
            walls.serve(configuration, host);
            return walls;
        } catch (RuntimeException failed) {
            walls.close();
            throw failed;
        }
    }

    private static void join(CompletableFuture<Void> future) {
        try {
            future.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }

    private RoleFolder folder(Role role, int owner) {
        return rollback.add(RoleFolder.make(run.resolve(role.id()), owner));
    }

    private void startHolder() {
        RoleFolder folder = folder(Role.HOLDER, -1);
        containers.startHolder(folder, ipv6);
        holder.complete(agent(folder, Role.HOLDER));
    }

    private void startInit() {
        RoleFolder folder = folder(Role.INIT, -1);
        containers.startInit(folder);
        SegmentAgent agent = agent(folder, Role.INIT);
        init.complete(agent);
        descriptors.putAll(agent.program(ipv6));
    }

    private SegmentAgent agent(RoleFolder folder, Role role) {
        FdChannel channel = folder.awaitChannel(CONNECTED_WITHIN, () -> containers.lastWords(role));
        return rollback.add(new SegmentAgent(channel));
    }

    private void startGateway(Path data, Consumer<String> faults) {
        RoleFolder folder = folder(Role.GATEWAY, containers.identity().fileOwner());
        containers.startGateway(folder, data);
        Descriptor lines = folder.awaitControl(CONNECTED_WITHIN, () -> containers.lastWords(Role.GATEWAY));
        FdChannel channel = folder.awaitChannel(CONNECTED_WITHIN, () -> containers.lastWords(Role.GATEWAY));
        Descriptor answers = Descriptors.duplicate(lines.number(), 0);
        gateway.complete(rollback.add(GatewayLink.of(lines, answers, channel, faults)));
    }

    private void serve(GatewayConfig configuration, HostSide host) {
        link().configure(configuration.render(), descriptors);
        link().awaitReady(READY_WITHIN);
        // from now on the gateway alone holds the listeners: when it dies, nothing listens
        closeDescriptors();
        tellHostAddresses();
        link().serveSockets(what -> switch (what) {
            case "socket4" -> holder.join().socket(Family.V4);
            case "socket6" -> holder.join().socket(Family.V6);
            default -> host.connect(what.startsWith("host ") ? what.substring("host ".length()) : "");
        });
    }

    private void closeDescriptors() {
        descriptors.values().forEach(Descriptor::close);
        descriptors.clear();
    }

    private void tellHostAddresses() {
        List<IpAddress> now = HostSide.addresses();
        if (!now.equals(hostAddresses)) {
            link().hostAddresses(now);
            hostAddresses = now;
        }
    }

    /** How to speak with the gateway. */
    GatewayLink link() {
        return gateway.join();
    }

    /** Makes every probe from inside the very namespace, as a process there that may more than the workload ever will. */
    List<ProbeResult> prove(String nonce, Policy policy) {
        List<InetSocketAddress> allowed = ProbeBattery.candidates().stream()
                .filter(target -> policy.decide(
                                Flow.to(IpAddress.of(target.getAddress().getAddress()), target.getPort()))
                        .allowed())
                .toList();
        try (HostCanary canary = new HostCanary()) {
            List<ProbeResult> results = new ArrayList<>(init.join().prove(nonce, canary.targets(), allowed));
            results.add(new ProbeResult(
                    "host-canary", canary.heard() == 0, canary.heard() == 0 ? "heard nothing" : "was heard"));
            return results;
        } catch (IOException e) {
            return List.of(new ProbeResult("host-canary", false, "can't be made: " + e.getMessage()));
        }
    }

    /** Looks names up from inside; only until {@link #seal}. */
    List<ProbeResult> lookUps(List<HostName> names) {
        return init.join().lookUps(names);
    }

    /** Ends the init container: from then on nothing in the namespace may change it. */
    void seal() {
        init.join().close();
        containers.awaitInitGone();
    }

    /** Looks at interfaces and routes, which needs no privilege, and at the host's addresses; gives what is broken, or an empty text. */
    String look() {
        try {
            tellHostAddresses();
            return WallWatch.broken(holder.join().looks(ipv6));
        } catch (EngineException | Failure gone) {
            return String.valueOf(gone.getMessage());
        }
    }

    /** Removes everything, also when this thread was told to end, and after what is still being started is there. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            starting.handle((_, _) -> null).join();
            rollback.close();
        } catch (IllegalStateException failed) {
            throw Failure.of(String.valueOf(failed.getMessage()), "'exeat gc' removes what is left", failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
