package dev.exeat.engine.segment;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.NamespaceThread;
import dev.exeat.linux.SystemCallException;
import java.util.Map;

/** A network namespace with a bare {@code lo}: the workload's own processes reach each other, and there is no gateway. */
public final class AirgappedSegment implements Segment {
    private final NamespaceThread thread;

    private AirgappedSegment() {
        thread = SegmentThread.create();
        try {
            thread.run(() -> Tool.IP.run("link set lo up\n", "-batch", "-"));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Builds one, or leaves nothing behind.
     *
     * @throws SegmentException when a tool or a capability is missing; with the remedy
     */
    public static AirgappedSegment open() {
        try {
            return new AirgappedSegment();
        } catch (SystemCallException e) {
            throw new SegmentException("the sandbox's network can't be made: " + e.getMessage(), SegmentThread.REMEDY);
        }
    }

    @Override
    public NamespaceThread thread() {
        return thread;
    }

    @Override
    public Map<String, Descriptor> descriptors() {
        return Map.of();
    }

    @Override
    public SegmentWalls walls() {
        return new SegmentWalls(false, Sysctl.kernelHasIpv6(), "");
    }

    @Override
    public void close() {
        thread.close();
    }
}
