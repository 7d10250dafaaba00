package dev.exeat.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WayOutTest {
    private static final Map<String, String> VARIABLE =
            Map.of("EXEAT_UPSTREAM_PROXY", "http://me:s3cret@var.example:1");

    @TempDir
    Path folder;

    private final RunOptions options = new RunOptions();

    private Parsed<WayOut> read(Map<String, String> environment) {
        return WayOut.of(options, new Surroundings(environment, folder, folder, folder));
    }

    private static String proxy(Parsed<WayOut> read) {
        return String.valueOf(read.orElseThrow().proxy());
    }

    @Test
    void withoutAnythingTheGatewayGoesOutItself() {
        assertThat(read(Map.of())).isEqualTo(Parsed.ok(new WayOut(null, false)));
        assertThat(read(Map.of("EXEAT_UPSTREAM_PROXY", ""))).isEqualTo(Parsed.ok(new WayOut(null, false)));
    }

    @Test
    void aFlagIsStrongerThanTheVariableAndItsPasswordIsExposed() {
        assertThat(proxy(read(VARIABLE))).isEqualTo("http://var.example:1");
        assertThat(read(VARIABLE).orElseThrow().exposed()).isFalse();
        options.upstreamProxy = "http://me:s3cret@flag.example:2";
        assertThat(proxy(read(VARIABLE))).isEqualTo("http://flag.example:2");
        assertThat(read(VARIABLE).orElseThrow().exposed()).isTrue();
        options.upstreamProxy = "http://flag.example:2";
        assertThat(read(VARIABLE).orElseThrow().exposed()).isFalse();
    }

    @Test
    void aFileHoldsTheUrlOnALineOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("proxy"), "http://me:s3cret@file.example:3\n");
        options.upstreamProxyFile = Path.of("proxy");
        assertThat(proxy(read(VARIABLE))).isEqualTo("http://file.example:3");
        assertThat(read(VARIABLE).orElseThrow().exposed()).isFalse();
        options.upstreamProxy = "http://flag.example:2";
        assertThat(read(Map.of()).problems()).extracting("id").containsExactly("upstream-proxy-twice");
    }

    @Test
    void whatCannotBeReadIsToldWithoutThePassword() throws IOException {
        options.upstreamProxyFile = Path.of("none");
        assertThat(read(Map.of()).problems())
                .extracting("message")
                .containsExactly("--upstream-proxy-file 'none' cannot be used: it does not exist");
        Files.writeString(folder.resolve("none"), "\n");
        assertThat(read(Map.of()).problems())
                .extracting("message")
                .containsExactly("--upstream-proxy-file 'none' cannot be used: it is empty");
        Files.writeString(folder.resolve("none"), "https://me:s3cret@file.example:3\n");
        assertThat(read(Map.of()).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.toString()).contains("('none')").doesNotContain("s3cret");
        });
    }
}
