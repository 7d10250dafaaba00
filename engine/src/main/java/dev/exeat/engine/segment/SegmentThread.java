package dev.exeat.engine.segment;

import dev.exeat.linux.NamespaceThread;
import java.io.IOException;
import java.net.DatagramSocket;

/** Makes the thread of a new segment. */
final class SegmentThread {
    static final String REMEDY = "run as root, or allow user namespaces to ordinary users "
            + "(sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0)";

    private SegmentThread() {}

    static NamespaceThread create() {
        startSharedThreads();
        return NamespaceThread.create("segment");
    }

    /** The namespace that this process is in. */
    static NamespaceThread present() {
        return NamespaceThread.here("segment");
    }

    /**
     * The first socket of a JVM starts the thread that cleans up after forgotten ones. A thread inherits its maker's namespace: made by
     * a probe it would sit in the sandbox, and keep the namespace, until the JVM ends.
     */
    private static void startSharedThreads() {
        try (DatagramSocket first = new DatagramSocket(null)) {
            first.getReuseAddress();
        } catch (IOException e) {
            throw new SegmentException("no socket can be made: " + e.getMessage(), "check the limit of open files");
        }
    }
}
