package dev.exeat.engine.segment;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.exeat.linux.NamespaceThread;
import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import java.util.List;
import java.util.Map;

/** What tests in namespaces stand on: a skip with a reason on a laptop, a failure where the tools are required. */
final class Ground {
    private Ground() {}

    static void needNamespacesAndTools() {
        for (Tool tool : Tool.values()) {
            need(tool.find().isPresent(), "the program '" + tool + "' is missing");
        }
        try (NamespaceThread probe = NamespaceThread.create("probe")) {
            need(probe.namespace() != null, "");
        } catch (SystemCallException e) {
            // no tool is missing: OrdinaryUserTest runs the same test once more inside a user namespace
            assumeTrue(false, "network namespaces need root or a user namespace: " + e.getMessage());
        }
    }

    static void need(boolean condition, String reason) {
        if (!condition && Boolean.getBoolean("exeat.tools.required")) {
            throw new AssertionError(reason);
        }
        assumeTrue(condition, reason);
    }

    /** Runs a program inside a segment; a failure of it is a failure of the test. */
    static String inside(Segment segment, String... command) {
        return segment.thread().call(() -> {
            Spawn.Finished done = finished(command);
            if (!done.status().success()) {
                throw new AssertionError(List.of(command) + ": " + done);
            }
            return done.output();
        });
    }

    static Spawn.Finished finished(String... command) {
        return Spawn.of(command)
                .environment(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C"))
                .run("");
    }

    static List<String> failed(List<ProbeResult> results) {
        return results.stream().filter(r -> !r.passed()).map(ProbeResult::id).toList();
    }
}
