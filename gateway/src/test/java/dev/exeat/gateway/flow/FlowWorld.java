package dev.exeat.gateway.flow;

import dev.exeat.gateway.audit.AuditRecord;
import dev.exeat.gateway.audit.Event;
import dev.exeat.gateway.audit.Journal;
import dev.exeat.gateway.audit.JournalReader;
import dev.exeat.gateway.dns.Resolution;
import dev.exeat.gateway.dns.ServerHealth;
import dev.exeat.gateway.dns.Upstream;
import dev.exeat.linux.Sockets;
import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Policy;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A capture listener on loopback with everything behind it but the redirection: where a connection "wanted to go", what a name
 * resolves to and what the policy says are this test's words. Servers are at 127.0.0.2, because a connection from an address to
 * itself is one to the host and is refused.
 */
final class FlowWorld implements AutoCloseable {
    static final HostName NAME = new HostName("api.example.test");
    static final IpAddress SYNTHETIC = address("198.18.1.1");
    static final IpAddress DOOR = address("198.18.1.8");
    static final InetAddress SERVER = InetAddress.ofLiteral("127.0.0.2");

    final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    final Tally tally = new Tally();
    final List<HostName> asked = new ArrayList<>();
    final Path file;
    final Journal journal;
    final FlowLog log;
    final int port;
    LiveConnections live = new LiveConnections(4);
    RelayMemory memory = RelayMemory.of(4L << 20);
    boolean guarded = true;

    @Nullable
    UpstreamProxy proxy;

    final ServerHealth health = new ServerHealth();

    Opening.Times times = Opening.Times.USUAL;

    /** The usual ones when there are none, with a head's time as {@link #times} has it. */
    @Nullable
    HttpTimes http;

    /** Decides instead of {@link #decision} when it is there; addresses are judged by {@link #screen} all the same. */
    @Nullable
    Policy policy;

    @Nullable
    OriginalDestination destination;

    CompletableFuture<Resolution> resolution = CompletableFuture.completedFuture(resolved("127.0.0.2"));
    Decision decision = Decision.allow(null);
    Decision aliasDecision = Decision.allow(null);
    BiFunction<Flow, List<IpAddress>, Decision> screen = (flow, addresses) -> decision;
    private @Nullable CaptureServer server;
    private volatile @Nullable Channel accepted;

    FlowWorld(Path directory, int port) throws IOException {
        this.file = directory.resolve("audit.jsonl");
        this.journal = Journal.open(file, "calm-otter", fault -> {});
        this.log = new FlowLog(journal, tally);
        this.port = port;
        this.destination = new OriginalDestination(SYNTHETIC, port);
    }

    static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    static Resolution resolved(String... addresses) {
        return new Resolution.Addresses(
                List.of(addresses).stream().map(FlowWorld::address).toList(), List.of(), Duration.ofSeconds(1));
    }

    static ServerSocket server() throws IOException {
        return new ServerSocket(0, 50, SERVER);
    }

    private Upstream upstream() {
        return (name, type) -> {
            asked.add(name);
            return type.equals(dev.exeat.gateway.dns.RecordType.A)
                    ? resolution
                    : CompletableFuture.completedFuture(new Resolution.NoData(List.of(), Duration.ofSeconds(1)));
        };
    }

    private FlowJudge judge() {
        return new FlowJudge() {
            @Override
            public Decision decide(Flow flow) {
                return policy == null ? decision : policy.decide(flow);
            }

            @Override
            public boolean takesAnyBytes(Flow flow) {
                return policy == null || policy.takesAnyBytes(flow);
            }

            @Override
            public Decision decide(Flow flow, Content content) {
                return policy == null ? decision : policy.decide(flow, content);
            }

            @Override
            public Decision decideAlias(HostName alias, int port) {
                return aliasDecision;
            }

            @Override
            public Decision screen(Flow flow, Decision allowed, List<IpAddress> addresses) {
                return screen.apply(flow, addresses);
            }
        };
    }

    private static BoundNames names() {
        return new BoundNames() {
            @Override
            public @Nullable HostName nameOf(IpAddress address) {
                if (address.equals(address("198.18.1.9"))) {
                    return dev.exeat.policy.ReservedNames.PROBE;
                }
                if (address.equals(DOOR)) {
                    return dev.exeat.policy.ReservedNames.PROXY;
                }
                return address.equals(SYNTHETIC) ? NAME : null;
            }

            @Override
            public boolean isSynthetic(IpAddress address) {
                return address.toString().startsWith("198.18.");
            }
        };
    }

    Capture capture() {
        Dialler dialler = new Dialler(
                upstream(),
                upstream(),
                judge(),
                proxy,
                null,
                health,
                new Dialler.DialTimes(Duration.ofMillis(250), Duration.ofSeconds(3)));
        return new Capture(judge(), names(), dialler, log, live, memory, () -> guarded, "exeat 5eed\n", times, http());
    }

    private HttpTimes http() {
        HttpTimes usual = HttpTimes.USUAL;
        return http != null
                ? http
                : new HttpTimes(times.whole(), usual.piece(), usual.idle(), usual.look(), usual.now());
    }

    /** Connects as a program of the sandbox would. */
    Socket connect() throws IOException {
        var listener = Sockets.listener(new InetSocketAddress("127.0.0.1", 0));
        InetSocketAddress at = Sockets.localAddress(listener);
        server = new CaptureServer(capture(), captured -> {
            accepted = captured;
            return destination;
        });
        server.serve(loops, listener.release());
        Socket socket = new Socket();
        socket.setSoTimeout(5000);
        socket.connect(at);
        return socket;
    }

    /** The gateway's end of the connection that was captured last. */
    Channel accepted() {
        return java.util.Objects.requireNonNull(accepted);
    }

    Socket connectAgain() throws IOException {
        return connect();
    }

    List<AuditRecord> records() throws IOException {
        List<AuditRecord> records = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(file)) {
            for (var line = reader.next(); line != null; line = reader.next()) {
                records.add(((JournalReader.Line.Whole) line).record());
            }
        }
        return records;
    }

    AuditRecord awaitRecord(Event event) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
        while (System.nanoTime() < deadline) {
            for (AuditRecord record : records()) {
                if (record.event() == event) {
                    return record;
                }
            }
            Thread.sleep(5);
        }
        throw new AssertionError("no record of " + event + " in " + records());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        journal.close();
    }
}
