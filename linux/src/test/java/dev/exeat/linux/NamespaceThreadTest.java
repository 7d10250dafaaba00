package dev.exeat.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceThreadTest {
    @BeforeEach
    void mayMakeNamespaces() {
        try (NamespaceThread probe = NamespaceThread.create("probe")) {
            assertThat(probe.namespace().number()).isPositive();
        } catch (SystemCallException e) {
            assumeTrue(
                    Boolean.getBoolean("exeat.tools.required"),
                    "network namespaces need root or a user namespace: " + e);
            throw e;
        }
    }

    @Test
    void newNamespaceHasOnlyTheLoopbackInterface() {
        try (NamespaceThread inside = NamespaceThread.create("inside")) {
            assertThat(inside.call(NamespaceThreadTest::interfaces)).containsExactly("lo");
        }
    }

    @Test
    void secondThreadEntersTheSameNamespace() {
        try (NamespaceThread first = NamespaceThread.create("first");
                NamespaceThread second = NamespaceThread.enter("second", first.namespace())) {
            assertThat(second.call(NamespaceThreadTest::identity))
                    .isEqualTo(first.call(NamespaceThreadTest::identity))
                    .isNotEqualTo(identity());
        }
    }

    @Test
    void childrenOfATaskAreInTheNamespace() {
        try (NamespaceThread inside = NamespaceThread.create("inside")) {
            String seen = inside.call(() -> Spawn.of("/bin/readlink", "/proc/self/ns/net")
                    .run("")
                    .output()
                    .strip());
            assertThat(seen).isEqualTo(inside.call(NamespaceThreadTest::identity));
        }
    }

    @Test
    void failureOfATaskReachesTheCallerAndTheThreadGoesOn() {
        try (NamespaceThread inside = NamespaceThread.create("inside")) {
            assertThatThrownBy(() -> inside.call(() -> {
                        throw new IOException("broken");
                    }))
                    .hasRootCauseMessage("broken");
            assertThat(inside.call(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void closedThreadIsGoneAndTakesNothingMore() {
        NamespaceThread inside = NamespaceThread.create("to-be-closed");
        inside.close();
        inside.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().equals("to-be-closed"));
        assertThatThrownBy(() -> inside.call(() -> 1)).hasMessage("to-be-closed is closed");
    }

    @Test
    void packetLogIsReadableFromAnyThread() {
        try (NamespaceThread inside = NamespaceThread.create("inside");
                Descriptor log = inside.call(() -> NetlinkSockets.packetLog(1, 128))) {
            assertThat(Descriptors.kind(log.number())).isEqualTo(Descriptors.Kind.OTHER_SOCKET);
        }
    }

    @Test
    void ambientAndOtherCapabilitiesAreGivenUpByOneThreadOnly() {
        String before = capabilities();
        try (NamespaceThread inside = NamespaceThread.create("inside")) {
            assertThat(inside.call(() -> {
                        Capabilities.clearAmbient();
                        Capabilities.dropAll();
                        return capabilities();
                    }))
                    .contains("CapEff:\t0000000000000000", "CapAmb:\t0000000000000000");
        }
        assertThat(capLines(capabilities())).isEqualTo(capLines(before));
    }

    private static List<String> capLines(String status) {
        return status.lines().filter(line -> line.startsWith("Cap")).toList();
    }

    private static String capabilities() {
        try {
            return Files.readString(Path.of("/proc/thread-self/status"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> interfaces() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
                .skip(2)
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .toList();
    }

    private static String identity() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
