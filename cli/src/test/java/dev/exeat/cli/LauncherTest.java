package dev.exeat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./exeat} on a clone with a Java and a build of the test's own: it says what it would start. */
class LauncherTest {
    private static final Path ROOT =
            Path.of(System.getProperty("exeat.root", "..")).toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private Path clone;
    private Path java;

    @BeforeEach
    void makeAClone() throws IOException {
        clone = Files.createDirectory(folder.resolve("a clone"));
        copy("exeat", "launcher/jdk.sh", "launcher/build.sh", "launcher/apt.sh", "launcher/tools.sh");
        Path dist =
                Files.createDirectories(clone.resolve("cli/target/dist/lib")).getParent();
        Files.writeString(dist.resolve("classpath"), "@/lib/a.jar:@/lib/b.jar");
        java = jdk("25.0.3");
    }

    private void copy(String... files) throws IOException {
        for (String file : files) {
            Path target = clone.resolve(file);
            Files.createDirectories(target.getParent());
            Files.copy(ROOT.resolve(file), target);
            target.toFile().setExecutable(true);
        }
    }

    /** A folder that looks like a JDK of this version, whose java prints its arguments and its environment. */
    private Path jdk(String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve("jdk " + version));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path program = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nenv | grep JAVA_TOOL_OPTIONS\nexit 7\n");
        program.toFile().setExecutable(true);
        return home;
    }

    private record Outcome(int status, String text) {}

    private Outcome launch(Path launcher, Map<String, String> environment, String... args) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(args));
        builder.environment().keySet().removeIf(name -> name.startsWith("EXEAT_") || name.contains("JAVA"));
        builder.environment().putAll(Map.of("EXEAT_BUILD", "never", "EXEAT_JAVA", java.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), text);
    }

    @Test
    void theArgumentsAndTheExitStatusPassUnchanged() throws Exception {
        Outcome outcome = launch(clone.resolve("exeat"), Map.of(), "logs", "two words", "", "*");
        assertThat(outcome.status()).isEqualTo(7);
        assertThat(outcome.text()).endsWith("dev.exeat.cli.Main\nlogs\ntwo words\n\n*\n");
    }

    @Test
    void theClassPathIsWordForWord() throws Exception {
        String lib = clone.resolve("cli/target/dist/lib").toString();
        assertThat(launch(clone.resolve("exeat"), Map.of(), "ls").text())
                .contains("-cp\n" + lib + "/exeat-cli.jar:" + lib + "/a.jar:" + lib + "/b.jar\n");
    }

    @Test
    void theRepositoryIsFoundThroughLinks() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), clone.resolve("exeat"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), link);
        assertThat(launch(second, Map.of(), "ls").text()).contains(clone + "/cli/target/dist");
    }

    @Test
    void anOldJavaIsRefusedWithTheFix() throws Exception {
        Outcome outcome = launch(
                clone.resolve("exeat"), Map.of("EXEAT_JAVA", jdk("17.0.15").toString()), "ls");
        assertThat(outcome.status()).isEqualTo(125);
        assertThat(outcome.text())
                .contains("which is no Java 25 or newer\n")
                .contains("  fix: unset it, or set it to the folder of a JDK 25");
    }

    @Test
    void anOldJavaHomeIsPassedOverForANewerOne() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home/.sdkman/candidates/java"));
        Files.createSymbolicLink(home.resolve("26"), jdk("26"));
        Outcome outcome = launch(
                clone.resolve("exeat"),
                Map.of(
                        "EXEAT_JAVA",
                        "",
                        "JAVA_HOME",
                        jdk("17.0.15").toString(),
                        "HOME",
                        folder.resolve("home").toString()),
                "version");
        assertThat(outcome.text()).doesNotContain("error");
    }

    @Test
    void variablesThatAJvmObeysAreKeptForTheWorkload() throws Exception {
        String text = launch(clone.resolve("exeat"), Map.of("JAVA_TOOL_OPTIONS", "-Dx=y"), "ls")
                .text();
        assertThat(text.lines()).contains("EXEAT_KEEP_JAVA_TOOL_OPTIONS=-Dx=y");
        assertThat(text.lines()).noneMatch(line -> line.startsWith("JAVA_TOOL_OPTIONS="));
    }

    @Test
    void helpForRunNeedsNoTools() throws Exception {
        assertThat(launch(clone.resolve("exeat"), Map.of("PATH", "/usr/bin:/bin"), "run", "--help")
                        .status())
                .isEqualTo(7);
    }

    @Test
    void aBuildThatIsInterruptedSaysSoOnItsLineAndLeavesNothingHalfMade() throws Exception {
        Path compiler = java.resolve("bin/javac");
        Files.writeString(compiler, "");
        compiler.toFile().setExecutable(true);
        Path maven = clone.resolve("mvnw");
        Files.writeString(maven, """
                #!/bin/sh
                echo half >cli/target/dist/lib/half.jar
                echo begun >begun
                exec sleep 30
                """);
        maven.toFile().setExecutable(true);
        Path terminal = Files.writeString(folder.resolve("terminal"), """
                set -m
                "$1" version &
                for _ in $(seq 200); do [[ -e $2/begun ]] && break; sleep 0.1; done
                kill -INT -- -$!
                wait $!
                """);
        // whoever starts the tests in the background leaves them a Ctrl-C that is ignored
        ProcessBuilder builder = new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        "bash",
                        terminal.toString(),
                        clone.resolve("exeat").toString(),
                        clone.toString())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("EXEAT_") || name.contains("JAVA"));
        builder.environment().put("EXEAT_JAVA", java.toString());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(text).isEqualTo("exeat: building, once ... interrupted\n");
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(clone.resolve("cli/target/dist")).doesNotExist();
    }
}
