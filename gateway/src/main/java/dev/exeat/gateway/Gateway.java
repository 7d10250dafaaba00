package dev.exeat.gateway;

import dev.exeat.gateway.audit.AuditEntry;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.audit.Field;
import dev.exeat.gateway.audit.Journal;
import dev.exeat.gateway.audit.JournalFailure;
import dev.exeat.gateway.audit.ProbeNames;
import dev.exeat.gateway.dns.AddressPool;
import dev.exeat.gateway.dns.DnsServer;
import dev.exeat.gateway.dns.NameService;
import dev.exeat.gateway.dns.QuestionLimits;
import dev.exeat.gateway.dns.ServerHealth;
import dev.exeat.gateway.dns.SyntheticAddresses;
import dev.exeat.gateway.dns.UpstreamResolver;
import dev.exeat.gateway.dns.UpstreamServers;
import dev.exeat.gateway.flow.BoundNames;
import dev.exeat.gateway.flow.Capture;
import dev.exeat.gateway.flow.CaptureServer;
import dev.exeat.gateway.flow.Dialler;
import dev.exeat.gateway.flow.FlowJudge;
import dev.exeat.gateway.flow.FlowLog;
import dev.exeat.gateway.flow.HostAddresses;
import dev.exeat.gateway.flow.HostServices;
import dev.exeat.gateway.flow.HttpTimes;
import dev.exeat.gateway.flow.InboundServer;
import dev.exeat.gateway.flow.LiveConnections;
import dev.exeat.gateway.flow.NamespaceSockets;
import dev.exeat.gateway.flow.Opening;
import dev.exeat.gateway.flow.Reach;
import dev.exeat.gateway.flow.RefusedPackets;
import dev.exeat.gateway.flow.RelayMemory;
import dev.exeat.gateway.flow.SocketBroker;
import dev.exeat.gateway.flow.SystemCallRefusals;
import dev.exeat.gateway.flow.Tally;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.RouteLookup;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Policy;
import dev.exeat.policy.file.EffectivePolicy;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A gateway put together: opened while it may open files, served once it is confined. */
final class Gateway {
    private static final int CONNECTIONS = 512;
    private static final Duration DELIVERY_STALL = Duration.ofSeconds(2);
    private static final Duration DELIVERY = Duration.ofSeconds(30);

    private final GatewayConfig config;
    private final EffectivePolicy effective;
    private final PolicyOfTheDay policies;
    private final Journal journal;
    private final SyntheticAddresses addresses;
    private final EventLoopGroup loops;
    private final Tally tally = new Tally();
    private final ServerHealth health = new ServerHealth();
    private final LiveConnections live;
    private final FlowLog log;
    private final List<AutoCloseable> servers = new ArrayList<>();
    private @Nullable Capture capture;
    private volatile Set<IpAddress> hostAddresses = Set.of();
    private @Nullable RefusedPackets packets;
    private @Nullable CaptureServer captured;

    private Gateway(GatewayConfig config, EffectivePolicy policy, Journal journal, SyntheticAddresses addresses) {
        this.config = config;
        this.effective = policy;
        this.live = new LiveConnections(connections(policy));
        this.policies = new PolicyOfTheDay(policy.policy(), PolicyOfTheDay.UTC, live::endRevoked);
        this.journal = journal;
        this.addresses = addresses;
        this.log = new FlowLog(journal, tally);
        this.loops = new MultiThreadIoEventLoopGroup(
                Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4), EpollIoHandler.newFactory());
    }

    private static int connections(EffectivePolicy policy) {
        Integer said = policy.connections();
        return Math.min(said == null ? CONNECTIONS : said, OpenFiles.connections());
    }

    /** Opens the journal and the address book, and loads what must be loaded before the confinement. */
    static Gateway open(GatewayConfig config, EffectivePolicy policy, Consumer<String> faults) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("the native transport cannot be loaded", Epoll.unavailabilityCause());
        }
        Integer said = policy.connections();
        if (said != null && connections(policy) < said) {
            faults.accept(
                    "limits.connections is " + said + ", and the limit on open files allows " + connections(policy));
        }
        Journal journal = Journal.open(config.directory().resolve("audit.jsonl"), config.sandbox(), faults);
        try {
            SyntheticAddresses addresses =
                    SyntheticAddresses.open(config.directory().resolve("addresses.tsv"), AddressPool.WHOLE);
            return new Gateway(config, policy, journal, addresses);
        } catch (IOException e) {
            journal.close();
            throw e;
        }
    }

    /**
     * Records the start and serves the descriptors; denies everything while {@code guarded} says no.
     *
     * @param channel to ask for sockets by
     * @param inHostsNetwork whether the host's own services can be reached from here
     */
    void serve(HandedDescriptors handed, FdChannel channel, BooleanSupplier guarded, boolean inHostsNetwork)
            throws IOException {
        SocketBroker broker = new SocketBroker(channel);
        record(AuditEntry.of(Event.START)
                .with(Field.DETAIL, PolicySummary.of(effective.policy()).text()));
        UpstreamResolver upstream =
                new UpstreamResolver(loops.next(), upstreamServers(), new SecureRandom(), System::nanoTime, health);
        NameService names = names(upstream, guarded);
        Dialler dialler = new Dialler(
                names.budgeted(upstream),
                upstream,
                judge(),
                config.proxy(),
                inHostsNetwork ? null : new HostServices(broker),
                health);
        capture = new Capture(
                judge(),
                boundNames(),
                dialler,
                log,
                live,
                RelayMemory.usual(),
                guarded,
                "exeat " + config.nonce() + "\n",
                Opening.Times.USUAL,
                HttpTimes.USUAL);
        servers.add(policies.watchDays(loops.next()));
        captured = CaptureServer.open(loops, capture, handed.release("capture4", "capture6"));
        servers.add(captured);
        servers.add(DnsServer.open(
                loops.next(), names, handed.release("dns-udp4", "dns-udp6"), handed.release("dns-tcp4", "dns-tcp6")));
        serveInbound(handed, broker, capture);
        watchRefusals(handed);
    }

    private FlowJudge judge() {
        return FlowJudge.of(policies::now, new HostAddresses(RouteLookup.open(), () -> hostAddresses));
    }

    /** Takes these for addresses of the host's, besides those that the kernel knows of here. */
    void hostAddresses(Set<IpAddress> told) {
        hostAddresses = Set.copyOf(told);
    }

    private NameService names(UpstreamResolver upstream, BooleanSupplier guarded) {
        QuestionRecords records = new QuestionRecords(journal, log, tally);
        return new NameService(
                policies::now, guarded, upstream, addresses, records, questionLimits(), System::nanoTime);
    }

    private QuestionLimits questionLimits() {
        QuestionLimits standard = QuestionLimits.STANDARD;
        Integer said = effective.queriesPerMinute();
        return said == null
                ? standard
                : new QuestionLimits(said, standard.repeatsPerMinute(), standard.labelsPerMinute());
    }

    private void serveInbound(HandedDescriptors handed, SocketBroker broker, Capture capture) throws IOException {
        List<HandedDescriptors.Published> published = handed.published();
        if (published.isEmpty()) {
            return;
        }
        NamespaceSockets sockets = new NamespaceSockets(broker);
        InboundServer inbound = new InboundServer(capture, sockets);
        for (HandedDescriptors.Published port : published) {
            inbound.serve(loops, port.listener().release(), port.host(), port.target());
        }
        servers.add(inbound);
    }

    private void watchRefusals(HandedDescriptors handed) {
        packets = RefusedPackets.watch(handed.needed("nflog"), boundNames(), log);
        Descriptor seccomp = handed.seccomp();
        if (seccomp != null) {
            SystemCallRefusals.watch(seccomp, log);
        }
    }

    private BoundNames boundNames() {
        return new BoundNames() {
            @Override
            public @Nullable HostName nameOf(IpAddress address) {
                return addresses.nameOf(address);
            }

            @Override
            public boolean isSynthetic(IpAddress address) {
                return addresses.covers(address);
            }
        };
    }

    private UpstreamServers upstreamServers() throws UnknownHostException {
        if (config.upstreams().isEmpty()) {
            return UpstreamServers.system(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"), System::nanoTime);
        }
        List<InetSocketAddress> servers = new ArrayList<>();
        for (GatewayConfig.Server server : config.upstreams()) {
            servers.add(new InetSocketAddress(
                    InetAddress.getByAddress(server.address().bytes()), server.port()));
        }
        return UpstreamServers.of(servers);
    }

    /** Records the result of a probe; what was counted until one passed was the probes' doing. */
    void probed(String name, String verdict, String detail) throws IOException {
        // what the probe did must be recorded and counted before its result
        settle();
        if (verdict.equals("pass")) {
            tally.reset();
        }
        record(AuditEntry.of(Event.PROBE)
                .with(Field.NAME, name)
                .with(Field.VERDICT, verdict)
                .with(Field.DETAIL, detail));
    }

    /** Decides by another policy from now on, and ends the connections that it does not allow; {@code detail} is for the journal. */
    void adopt(Policy changed, String detail) throws IOException {
        // in the journal first: what is not there must not be acted on
        record(AuditEntry.of(Event.POLICY).with(Field.VERDICT, "pass").with(Field.DETAIL, detail));
        policies.adopt(changed);
    }

    /** Records that a changed policy was not taken, and why. */
    void refused(String detail) throws IOException {
        record(AuditEntry.of(Event.POLICY).with(Field.VERDICT, "fail").with(Field.DETAIL, detail));
    }

    /** Makes a connection to a name that must be reachable; gives why it could not, or an empty text. */
    CompletableFuture<String> reach(Flow flow) {
        return Reach.of(java.util.Objects.requireNonNull(capture, "not serving"), flow, loops.next());
    }

    private void record(AuditEntry entry) throws IOException {
        try {
            journal.append(entry);
        } catch (JournalFailure e) {
            throw new IOException("the journal cannot be written: " + e.getMessage(), e);
        }
    }

    /** Lets the workload begin: everything that happened so far was the probes' doing, and is in the journal before this says so. */
    void begin() throws IOException {
        settle();
        tally.reset();
        try {
            journal.settle();
        } catch (JournalFailure e) {
            throw new IOException("the journal cannot be written: " + e.getMessage(), e);
        }
        record(AuditEntry.of(Event.PROBE)
                .with(Field.NAME, ProbeNames.PROVED)
                .with(Field.VERDICT, "pass")
                .with(Field.DETAIL, "the walls stand, the command begins"));
    }

    /** Waits until the event loops have done what has happened so far, and what the kernel has told of is recorded. */
    private void settle() {
        loops.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        RefusedPackets watched = packets;
        if (watched != null) {
            watched.settle();
        }
    }

    /** What the servers that the run depends on did not do. */
    List<ServerHealth.Trouble> troubles() {
        return health.troubles();
    }

    /** The records that could not be written. */
    Journal.Lost lost() {
        return journal.lost();
    }

    /** Lets what a sandbox that has ended had sent arrive; takes no longer than that needs, and gives up when nothing moves. */
    void drain() {
        CaptureServer server = captured;
        if (server != null) {
            takeWaiting(server);
        }
        live.drain(DELIVERY_STALL, DELIVERY);
    }

    /** Has every connection begin that the kernel has taken for the listeners: a loop accepts only a few of them at a time. */
    private void takeWaiting(CaptureServer server) {
        long deadline = System.nanoTime() + DELIVERY.toNanos();
        while (server.hasWaiting() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        // the turn of the loop that accepted the last one, then one of the loop that it was given to
        settle();
        settle();
    }

    /** Stops taking connections, resets those that are left and writes the last record; gives what was counted. */
    Tally end(int status, String detail) {
        for (AutoCloseable server : servers) {
            close(server);
        }
        live.endAll();
        // each of them hears of it on its loop
        settle();
        live.awaitNone(200);
        // what was only counted so far belongs before the end
        journal.tick();
        try {
            journal.end(AuditEntry.of(Event.END)
                    .with(Field.ALLOWED, tally.allowedCount())
                    .with(Field.DENIED, tally.deniedCount())
                    .with(Field.STATUS, status)
                    .with(Field.DETAIL, detail));
        } catch (JournalFailure e) {
            // the operator has been told already
            journal.close();
        }
        return tally;
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("exeat gateway: " + e.getMessage());
        }
    }
}
