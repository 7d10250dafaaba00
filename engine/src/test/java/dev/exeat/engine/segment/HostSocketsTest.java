package dev.exeat.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostSocketsTest {
    @TempDir
    Path folder;

    @Test
    void socketThatIsTheSameFileInsideIsFoundUnlessItWasOpened() throws IOException {
        Path path = folder.toRealPath().resolve("docker.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Path sameRoot = Path.of("/proc/self/root");
            assertThat(HostSockets.probe(sameRoot, Set.of()).passed()).isFalse();
            assertThat(HostSockets.probe(folder, Set.of()).passed())
                    .as("a root without it")
                    .isTrue();
            assertThat(HostSockets.probe(sameRoot, Set.of(path)).detail()).doesNotContain("docker.sock");
        }
    }
}
