package dev.exeat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the launcher starts from. */
class DistTest {
    private static final Path DIST = Path.of(System.getProperty("exeat.root", ".."), "cli/target/dist");

    @Test
    void theGatewaysClassPathHoldsNothingThatStartsAWorkload() throws IOException {
        List<String> classes = classes("gateway.classpath");
        assertThat(classes).anyMatch(name -> name.startsWith("dev/exeat/gateway/"));
        assertThat(classes).anyMatch(name -> name.startsWith("dev/exeat/policy/"));
        assertThat(classes)
                .noneMatch(name -> name.startsWith("dev/exeat/engine/")
                        || name.startsWith("dev/exeat/cli/")
                        || name.startsWith("picocli/"));
    }

    @Test
    void everythingOnTheClassPathsIsThere() throws IOException {
        for (String list : List.of("classpath", "gateway.classpath")) {
            assertThat(jars(list)).allSatisfy(jar -> assertThat(jar).isRegularFile());
        }
        assertThat(DIST.resolve("lib/exeat-cli.jar")).isRegularFile();
    }

    private static List<String> classes(String list) throws IOException {
        try (Stream<Path> jars = jars(list).stream()) {
            return jars.flatMap(DistTest::entries)
                    .filter(name -> name.endsWith(".class"))
                    .toList();
        }
    }

    private static Stream<String> entries(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> jars(String list) throws IOException {
        return Stream.of(Files.readString(DIST.resolve(list)).strip().split(":"))
                .map(entry -> Path.of(entry.replaceFirst("^@", DIST.toString())))
                .toList();
    }
}
