package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.container.ContainerEngine;
import dev.exeat.container.EngineKind;
import dev.exeat.container.GatewayImage;
import dev.exeat.container.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image that Exeat makes, in a real Docker: it is built once, its programs run in it, and old ones are removed by proof. */
@EndToEnd
class GatewayImageTest {
    private static final Path DIST =
            Path.of(System.getProperty("exeat.root", ".."), "cli/target/dist").toAbsolutePath();

    private final List<String> progress = new ArrayList<>();
    private ContainerEngine engine;
    private Path cache;
    private String image;

    @BeforeAll
    void build() throws IOException {
        DockerEngine docker = DockerEngine.shared();
        Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
        docker.variables().forEach(pair -> environment.put(pair.split("=", 2)[0], pair.split("=", 2)[1]));
        engine = new ContainerEngine(EngineKind.DOCKER, environment);
        cache = Files.createDirectories(docker.home().resolve("image-cache"));
        image = ensure();
    }

    @Test
    void isBuiltOnceAndItsNameIsTheSameForAnotherCache() throws IOException {
        progress.clear();
        assertThat(ensure()).isEqualTo(image).matches("exeat-gateway:[0-9a-f]{16}");
        Path fresh = Files.createDirectories(cache.resolveSibling("another-cache"));
        assertThat(GatewayImage.ensure(engine, DIST, javaHome(), fresh, progress::add))
                .isEqualTo(image);
        assertThat(progress).isEmpty();
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("gateway-image", "gateway-image.lock");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /exeat/java/bin/java -version | OpenJDK
                    nft --version                 | nftables
                    ip -o link show lo            | LOOPBACK
                    """)
    void programsOfTheImageRun(String command, String says) {
        Outcome outcome = run(command.split(" "));
        assertThat(outcome.ok()).as(outcome.toString()).isTrue();
        assertThat(outcome.out() + outcome.err()).contains(says);
    }

    @Test
    void bothProgramsStartFromTheirCaches() {
        for (List<String> command : List.of(GatewayImage.gatewayCommand(), GatewayImage.initCommand())) {
            List<String> words = new ArrayList<>(command);
            // a JVM that may not do without its cache refuses to start when it cannot use it
            words.add(1, "-XX:AOTMode=on");
            Outcome outcome = run(words.toArray(String[]::new));
            assertThat(outcome.err()).contains("ENOENT").doesNotContain("AOT cache");
        }
        Outcome without = run("/exeat/java/bin/java", "-XX:AOTMode=on", "-XX:AOTCache=/none", "-version");
        assertThat(without.err() + without.out()).contains("AOT cache");
    }

    @Test
    void theRuntimeHasEveryModuleThatTheJarsNeed() throws IOException {
        String has = run("/exeat/java/bin/java", "--list-modules").out();
        List<String> needed = jdeps();
        assertThat(needed).contains("java.base", "jdk.unsupported");
        assertThat(has.lines().map(line -> line.replaceFirst("@.*", ""))).containsAll(needed);
    }

    @Test
    void whatIsInTheImageCannotStartOrSeeAWorkload() {
        engine.require(List.of("create", "--name", "listed", "--network", "none", image, "/none"));
        try {
            Outcome files = engine.call(List.of(
                    "export", "--output", cache.resolveSibling("listed.tar").toString(), "listed"));
            assertThat(files.ok()).as(files.toString()).isTrue();
            List<String> names = Commands.must(
                            "tar", "-tf", cache.resolveSibling("listed.tar").toString())
                    .lines()
                    .toList();
            assertThat(names)
                    .contains("exeat/gateway.args", "exeat/inside.args", "exeat/gateway.aot", "exeat/inside.aot")
                    .anyMatch(name -> name.startsWith("exeat/inside/exeat-engine-"))
                    .noneMatch(name -> name.contains("exeat-cli") || name.contains("exeat-container"))
                    .noneMatch(name -> name.contains("picocli") || name.endsWith("/sh") || name.endsWith("/bash"));
        } finally {
            engine.require(List.of("rm", "listed"));
        }
    }

    @Test
    void configurationIsOneOfAnUnprivilegedProgram() {
        String format = "{{.Config.User}} {{json .Config.Entrypoint}} {{json .Config.Healthcheck.Test}}";
        assertThat(engine.require(List.of("image", "inspect", "--format", format, image)))
                .isEqualTo("65534 null [\"CMD\",\"/usr/bin/test\",\"-e\",\"/run/exeat/serving\"]");
    }

    @Test
    void oldImagesAreRemovedByLabelAndNameUnlessAContainerUsesThem() {
        labelled("exeat-gateway:0000000000000001", "0000000000000001");
        labelled("exeat-gateway:0000000000000002", "0000000000000002");
        labelled("exeat-gateway:0000000000000003", "another");
        labelled("mine:0000000000000004", "0000000000000004");
        engine.require(List.of("create", "--name", "user", "exeat-gateway:0000000000000002", "/none"));
        try {
            assertThat(GatewayImage.prune(engine, image)).containsExactly("exeat-gateway:0000000000000001");
            assertThat(engine.require(List.of("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")))
                    .contains(
                            image,
                            "exeat-gateway:0000000000000002",
                            "exeat-gateway:0000000000000003",
                            "mine:0000000000000004")
                    .doesNotContain("exeat-gateway:0000000000000001");
        } finally {
            engine.require(List.of("rm", "user"));
            for (String name : List.of(
                    "exeat-gateway:0000000000000002", "exeat-gateway:0000000000000003", "mine:0000000000000004")) {
                engine.require(List.of("image", "rm", name));
            }
        }
    }

    /** An image that differs from the others by its label only. */
    private void labelled(String name, String label) {
        String empty = Commands.must(
                "sh",
                "-c",
                "mkdir -p \"$0\" && tar -cf \"$0/empty.tar\" -T /dev/null && echo \"$0\"",
                cache.resolveSibling("empty").toString());
        engine.require(
                List.of("import", "--change", "LABEL dev.exeat.image=" + label, empty.strip() + "/empty.tar", name));
    }

    private String ensure() {
        return GatewayImage.ensure(engine, DIST, javaHome(), cache, progress::add);
    }

    private Outcome run(String... command) {
        List<String> words = new ArrayList<>(List.of("run", "--rm", "--pull", "never", "--network", "none"));
        words.addAll(List.of("--read-only", "--cap-drop", "ALL", "--no-healthcheck", image));
        words.addAll(List.of(command));
        return engine.call(words);
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    private static List<String> jdeps() throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--multi-release", "25", "--ignore-missing-deps", "--print-module-deps"));
        try (Stream<Path> gateway = Files.list(DIST.resolve("gateway"));
                Stream<Path> lib = Files.list(DIST.resolve("lib"))) {
            Stream.concat(
                            gateway,
                            lib.filter(jar -> jar.getFileName().toString().startsWith("exeat-engine-")))
                    .map(Path::toString)
                    .filter(jar -> jar.endsWith(".jar"))
                    .forEach(arguments::add);
        }
        StringWriter out = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(out, true), new PrintWriter(out, true), arguments.toArray(String[]::new));
        return List.of(
                out.toString().lines().reduce((a, b) -> b).orElseThrow().strip().split(","));
    }
}
