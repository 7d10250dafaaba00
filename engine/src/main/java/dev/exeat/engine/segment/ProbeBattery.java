package dev.exeat.engine.segment;

import dev.exeat.linux.NamespaceThread;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Proves a segment before its workload starts. The gateway must be serving; the addresses outside are only ever destinations that are
 * captured, nothing can leave. {@link #run} takes a few tens of milliseconds when all is well, and seconds per broken wall.
 *
 * <p>Any result that did not pass means: do not start, roll everything back.
 */
public final class ProbeBattery {
    private static final int THREADS = 6;
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    /** The last one of each family is refused by every policy. */
    private static final List<InetSocketAddress> LITERALS_V4 =
            List.of(at("1.1.1.1", HTTPS), at("192.0.2.1", HTTP), at("198.51.100.1", HTTP), at("169.254.1.1", HTTP));

    private static final List<InetSocketAddress> LITERALS_V6 = List.of(
            at("2606:4700:4700::1111", HTTPS), at("2001:db8::1", HTTP), at("100::1", HTTP), at("ff05::1", HTTP));

    private final Segment segment;
    private final SegmentWalls walls;
    private final String nonce;
    private final Predicate<InetSocketAddress> refused;
    private @Nullable FutureTask<HostCanary> canary;

    private ProbeBattery(Segment segment, String nonce, Predicate<InetSocketAddress> refused) {
        this.refused = refused;
        this.segment = segment;
        this.walls = segment.walls();
        this.nonce = nonce;
    }

    /** The battery for a segment and the nonce that its gateway was given (of no meaning where there is no gateway). */
    public static ProbeBattery of(Segment segment, String nonce) {
        return of(segment, nonce, target -> true);
    }

    /**
     * As {@link #of(Segment, String)}, for a policy that may allow literal addresses.
     *
     * @param refused whether the policy refuses a connection to this address and port: only such ones can be tried
     */
    public static ProbeBattery of(Segment segment, String nonce, Predicate<InetSocketAddress> refused) {
        return new ProbeBattery(segment, nonce, refused);
    }

    /**
     * Starts on what {@link #run} needs on the host's side, on a thread of its own: called before the gateway is up it saves that time
     * later. Called on a thread in the host's network; {@link #run} must follow, since it closes what is opened here.
     */
    public ProbeBattery prepare() {
        canary = new FutureTask<>(HostCanary::new);
        Thread.ofPlatform().daemon().name("canary").start(canary);
        return this;
    }

    /**
     * Makes all probes, positive and negative. Called on a thread in the host's network.
     *
     * @return one result per probe, in a fixed order
     */
    public List<ProbeResult> run() {
        try (HostCanary ready = canary()) {
            return run(ready.targets(), ready::heard);
        } catch (IOException e) {
            return List.of(new ProbeResult("host-addresses", false, "the canary can't be made: " + e.getMessage()));
        }
    }

    /**
     * As {@link #run()} for a process that is not in the host's network: the canary is somebody else's, who asks it himself what it heard.
     */
    public List<ProbeResult> run(CanaryTargets canary) {
        return run(canary, () -> 0);
    }

    private List<ProbeResult> run(CanaryTargets targets, IntSupplier heard) {
        List<Probe> probes = new ArrayList<>(walls.gateway() ? names() : List.of());
        probes.addAll(refusals());
        probes.add(new HostAddressProbe(targets, heard));
        probes.addAll(looks());
        return prove(probes);
    }

    private HostCanary canary() throws IOException {
        FutureTask<HostCanary> prepared = canary;
        canary = null;
        if (prepared == null) {
            return new HostCanary();
        }
        try {
            return prepared.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The cheap part, to be repeated while the workload runs: only negative probes, no canary on the host. */
    public List<ProbeResult> runWalls() {
        return prove(Stream.concat(refusals().stream(), looks().stream()).toList());
    }

    /** Only looks: interfaces, routes and rules are as planned. Makes no connection, so that nothing of it is in the journal. */
    public List<ProbeResult> runLooks() {
        return prove(looks());
    }

    /** As {@link #runLooks()} in the namespace of the calling thread, for a process that may not enter another. */
    public static List<ProbeResult> looksHere(SegmentWalls walls) {
        return looks(walls).stream().map(Probe::result).toList();
    }

    /** The literal addresses that a proof tries if the policy refuses them. */
    public static List<InetSocketAddress> candidates() {
        return Stream.concat(LITERALS_V4.stream(), LITERALS_V6.stream()).toList();
    }

    /** Looks names up from inside, as the workload would: one result for each, in the order of the names. */
    public List<ProbeResult> runLookUps(List<HostName> names) {
        return prove(names.stream()
                .<Probe>map(name -> new LookUpProbe(name, walls.ipv6()))
                .toList());
    }

    private List<Probe> names() {
        List<Probe> probes = new ArrayList<>();
        probes.add(new NameProbe("name-ipv4", address("192.0.2.53"), false, DnsQuestion.A, nonce));
        probes.add(new NameProbe("name-tcp-ipv4", address("192.0.2.53"), true, DnsQuestion.A, nonce));
        if (walls.ipv6()) {
            probes.add(new NameProbe("name-ipv6", address("2001:db8::53"), false, DnsQuestion.AAAA, nonce));
            probes.add(new NameProbe("name-tcp-ipv6", address("2001:db8::53"), true, DnsQuestion.AAAA, nonce));
        }
        return probes;
    }

    private List<Probe> refusals() {
        return List.of(
                new EchoProbe("icmp-ipv4", address("1.1.1.1")),
                new EchoProbe("icmp-ipv6", address("2606:4700:4700::1111")),
                new DeniedNameProbe("denied-name", resolvers("127.0.0.53", "127.0.0.1", "::1"), walls.gateway()),
                new DeniedNameProbe(
                        "foreign-resolver",
                        resolvers("8.8.8.8", "203.0.113.53", "2001:4860:4860::8888"),
                        walls.gateway()),
                new LiteralProbe("literal-ipv4", literals(LITERALS_V4)),
                new LiteralProbe("literal-ipv6", literals(LITERALS_V6)),
                new LiteralProbe("metadata", List.of(at("169.254.169.254", HTTP), at("fd00:ec2::254", HTTP))),
                new DatagramProbe("udp-ipv4", List.of(at("1.1.1.1", HTTPS), at("192.0.2.1", 123))),
                new DatagramProbe("udp-ipv6", List.of(at("2606:4700:4700::1111", HTTPS), at("2001:db8::1", 123))));
    }

    /** The first two that the policy refuses. */
    private List<InetSocketAddress> literals(List<InetSocketAddress> candidates) {
        return candidates.stream().filter(refused).limit(2).toList();
    }

    private List<Probe> looks() {
        return looks(walls);
    }

    private static List<Probe> looks(SegmentWalls walls) {
        List<Probe> probes = new ArrayList<>(List.of(new InterfaceProbe(), new RouteProbe(walls)));
        if (!walls.ruleset().isEmpty()) {
            probes.add(new RulesetProbe(walls.ruleset()));
        }
        return probes;
    }

    /** IPv6 resolvers are left out where the segment has no IPv6: there the literal probes show that nothing is reached. */
    private List<InetAddress> resolvers(String... literals) {
        return Stream.of(literals)
                .map(Addresses::of)
                .filter(a -> walls.ipv6() || a.getAddress().length == Integer.BYTES)
                .toList();
    }

    private List<ProbeResult> prove(List<Probe> probes) {
        List<NamespaceThread> threads = new ArrayList<>();
        try {
            for (int i = 0; i < THREADS; i++) {
                threads.add(segment.another("probe-" + i));
            }
            List<FutureTask<ProbeResult>> running = new ArrayList<>();
            for (Probe probe : probes) {
                running.add(threads.get(running.size() % THREADS).submit(probe::result));
            }
            return collect(probes, running);
        } catch (SystemCallException e) {
            return List.of(new ProbeResult("namespace", false, "can't be entered: " + e.getMessage()));
        } finally {
            threads.forEach(NamespaceThread::close);
        }
    }

    private static List<ProbeResult> collect(List<Probe> probes, List<FutureTask<ProbeResult>> running) {
        List<ProbeResult> results = new ArrayList<>();
        for (FutureTask<ProbeResult> task : running) {
            String id = probes.get(results.size()).id();
            try {
                results.add(task.get());
            } catch (ExecutionException e) {
                results.add(new ProbeResult(id, false, "broke: " + e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                results.add(new ProbeResult(id, false, "interrupted"));
            }
        }
        return results;
    }

    private static InetAddress address(String literal) {
        return Addresses.of(literal);
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(Addresses.of(literal), port);
    }
}
