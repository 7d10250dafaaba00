package dev.exeat.gateway.flow;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway's relay between clients and one server that the test plays itself. */
@Timeout(60)
abstract class AbstractRelayTest {
    @TempDir
    Path directory;

    ServerSocket server;
    FlowWorld world;

    @BeforeEach
    void open() throws Exception {
        server = FlowWorld.server();
        server.setSoTimeout(10_000);
        world = new FlowWorld(directory, server.getLocalPort());
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        server.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
