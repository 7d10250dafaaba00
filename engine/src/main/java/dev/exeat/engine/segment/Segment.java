package dev.exeat.engine.segment;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.NamespaceThread;
import java.util.Map;

/**
 * The network that a workload sees: a namespace, and what of it the gateway is given. How to use one:
 *
 * <pre>{@code
 * try (LoopbackSegment segment = LoopbackSegment.open(LoopbackSegment.Settings.standard())) {
 *     // 1. start the gateway, send it segment.descriptors() over an FdChannel, wait until it is ready
 *     segment.descriptors().forEach(channel::send);
 *     segment.handedOver();                                  // from now on only the gateway holds the listeners
 *     //    meanwhile: ProbeBattery battery = ProbeBattery.of(segment, nonce).prepare();
 *     // 2. prove the walls; any result that did not pass means: close, and do not start
 *     List<ProbeResult> results = battery.run();
 *     // 3. start the workload from a thread of its own that sits in the namespace and waits for it
 *     NamespaceThread starter = NamespaceThread.enter("workload", segment.thread().namespace());
 *     ExitStatus status = starter.call(() -> Spawn.of(...).start().waitFor());
 * }
 * }</pre>
 */
public sealed interface Segment extends AutoCloseable permits LoopbackSegment, AirgappedSegment {
    /** The thread that sits in the namespace; it is for short tasks, a long one belongs on {@link NamespaceThread#enter another}. */
    NamespaceThread thread();

    /** Another thread in the namespace, for as long as the caller likes. */
    default NamespaceThread another(String name) {
        return NamespaceThread.enter(name, thread().namespace());
    }

    /**
     * What the gateway is given, by tag: {@code capture4}, {@code dns-udp6}, {@code nflog} and so on, in a stable order; all non-blocking
     * and close-on-exec. Empty for a segment without a gateway.
     */
    Map<String, Descriptor> descriptors();

    /** Which probes prove this segment. */
    SegmentWalls walls();

    /** Gives up everything: descriptors, the thread, and with the last of them the namespace; may be called twice. */
    @Override
    void close();
}
