package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientProxiesTest {
    @TempDir
    private Path home;

    @Test
    void proxiesOfDockersCommandLineAreKeptAway() throws IOException {
        Files.createDirectory(home.resolve(".docker"));
        Files.writeString(
                home.resolve(".docker/config.json"),
                "{\"proxies\":{\"default\":{\"httpProxy\":\"http://u:p@corp.example:1\"}}}");
        assertThat(ClientProxies.blanks(Map.of(), home))
                .containsEntry("HTTP_PROXY", "")
                .containsEntry("http_proxy", "")
                .containsEntry("no_proxy", "");
        assertThat(ClientProxies.blanks(Map.of("DOCKER_CONFIG", home.toString()), home))
                .isEmpty();
    }

    @Test
    void nothingIsSetWhereThereAreNone() throws IOException {
        assertThat(ClientProxies.blanks(Map.of(), home)).isEmpty();
        Files.createDirectory(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{\"auths\":{}}");
        assertThat(ClientProxies.blanks(Map.of(), home)).isEmpty();
    }
}
