package dev.exeat.engine.segment;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.NamespaceThread;
import dev.exeat.linux.NetlinkSockets;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.SystemCallException;
import dev.exeat.policy.Family;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network namespace with only {@code lo}, where every address is local and every connection comes to one listener per family.
 *
 * <p>Order matters: the listeners are bound and the rules stand before the interface goes up, so that there is no moment in which
 * something could be reached. Needs CAP_SYS_ADMIN and CAP_NET_ADMIN in the process's user namespace: root, or an ordinary user in a
 * user namespace with ambient capabilities.
 *
 * <p>{@code ping_group_range} stays empty, router advertisements are not heard, nothing is forwarded.
 */
public final class LoopbackSegment implements Segment {
    private static final int NFLOG_BYTES = 128;

    private final NamespaceThread thread;
    private final boolean entered;
    private final Map<String, Descriptor> descriptors = new LinkedHashMap<>();
    private final LoopbackPlan plan;

    /**
     * What a segment is to have.
     *
     * @param ipv6 whether it speaks IPv6
     * @param publish ports of the host that lead to ports inside
     */
    public record Settings(boolean ipv6, List<PublishSpec> publish) {
        public Settings {
            publish = List.copyOf(publish);
        }

        /** Both families where the kernel has both, nothing published. */
        public static Settings standard() {
            return new Settings(Sysctl.kernelHasIpv6(), List.of());
        }

        /** The same with published ports. */
        public Settings withPublished(List<PublishSpec> ports) {
            return new Settings(ipv6, ports);
        }
    }

    private LoopbackSegment(Settings settings, boolean made) {
        thread = made ? SegmentThread.present() : SegmentThread.create();
        entered = made;
        try {
            thread.run(() -> Sysctl.prepare(settings.ipv6(), made));
            thread.run(() -> openListeners(settings.ipv6()));
            plan = new LoopbackPlan(listenerPorts(), settings.ipv6());
            thread.run(this::program);
            settings.publish().forEach(port -> descriptors.put(port.tag(), port.listen()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Builds one, or leaves nothing behind.
     *
     * @throws SegmentException when a tool is missing, a capability is, or a published port is taken; with the remedy
     */
    public static LoopbackSegment open(Settings settings) {
        try {
            return new LoopbackSegment(settings, false);
        } catch (SystemCallException e) {
            throw new SegmentException("the sandbox's network can't be made: " + e.getMessage(), SegmentThread.REMEDY);
        }
    }

    /**
     * Programs the namespace that this process is in, which a container engine made with {@link SegmentSysctls}. Needs CAP_NET_ADMIN
     * and nothing else.
     *
     * @throws SegmentException as {@link #open}
     */
    public static LoopbackSegment here(Settings settings) {
        try {
            return new LoopbackSegment(settings, true);
        } catch (SystemCallException e) {
            throw new SegmentException("the sandbox's network can't be made: " + e.getMessage(), "");
        }
    }

    private void openListeners(boolean ipv6) {
        Tool.IP.run(LoopbackPlan.addresses(ipv6), "-batch", "-");
        open("4", new InetSocketAddress(LoopbackPlan.loopback4(), 0));
        if (ipv6) {
            open("6", new InetSocketAddress(LoopbackPlan.loopback6(), 0));
        }
        descriptors.put("nflog", NetlinkSockets.packetLog(LoopbackPlan.LOG_GROUP, NFLOG_BYTES));
    }

    private void open(String family, InetSocketAddress any) {
        descriptors.put("capture" + family, Sockets.listenerAhead(any));
        descriptors.put("dns-udp" + family, Sockets.datagramAhead(any));
        descriptors.put("dns-tcp" + family, Sockets.listenerAhead(any));
    }

    private Map<String, Integer> listenerPorts() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        descriptors.forEach((tag, descriptor) -> {
            if (!tag.equals("nflog")) {
                ports.put(tag, Sockets.localAddress(descriptor).getPort());
            }
        });
        return ports;
    }

    private void program() {
        Tool.NFT.run(plan.ruleset(), "-f", "-");
        Tool.IP.run(plan.routes(), "-batch", "-");
    }

    @Override
    public NamespaceThread thread() {
        return thread;
    }

    @Override
    public NamespaceThread another(String name) {
        return entered ? NamespaceThread.here(name) : Segment.super.another(name);
    }

    @Override
    public Map<String, Descriptor> descriptors() {
        return Collections.unmodifiableMap(descriptors);
    }

    /** Closes this process's copies of the descriptors, once the gateway has its own: when it dies, nothing listens any more. */
    public void handedOver() {
        descriptors.values().forEach(Descriptor::close);
        descriptors.clear();
    }

    /** A fresh TCP socket inside the namespace, blocking and unconnected, for an inbound connection to a published port. */
    public Descriptor namespaceSocket(Family family) {
        int number = family == Family.V4 ? Sockets.AF_INET : Sockets.AF_INET6;
        return thread.call(() -> Sockets.socket(number, Sockets.SOCK_STREAM, 0));
    }

    @Override
    public SegmentWalls walls() {
        return new SegmentWalls(true, plan.ipv6(), plan.ruleset());
    }

    @Override
    public void close() {
        handedOver();
        thread.close();
    }
}
