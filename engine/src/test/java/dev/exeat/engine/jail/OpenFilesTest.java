package dev.exeat.engine.jail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leads round a cover is seen, whatever it is; each beside a process that holds another file in the same way. */
class OpenFilesTest {
    private static final String WAIT = "print('ready', flush=True); sys.stdin.read()";

    @TempDir
    Path folder;

    private Path file;
    private Path other;
    private @Nullable Process process;

    @BeforeEach
    void files() throws IOException {
        JailWorld.require("python3", "unshare");
        file = Files.writeString(folder.resolve("file"), "x");
        other = Files.writeString(folder.resolve("other"), "x");
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private Optional<String> seen(Path covered, String... command) throws IOException {
        end();
        process = new ProcessBuilder(command).start();
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
        return OpenFiles.waysTo(covered, (int) ProcessHandle.current().pid(), List.of((int) process.pid()));
    }

    private static String[] python(String script, Path path) {
        return new String[] {
            "python3", "-c", "import os, socket, sys; p = sys.argv[1]; " + script + "; " + WAIT, path.toString()
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"f = open(p)", "f = open(p, 'a')", "f = os.open(p, os.O_PATH)"})
    void anOpenFileIsSeenInWhateverMode(String script) throws IOException {
        assertThat(seen(file, python(script, file))).contains("has it open");
        assertThat(seen(file, python(script, other))).isEmpty();
    }

    @Test
    void aFileOnItsWayBetweenTwoProcessesIsSeen() throws IOException {
        String send = "a, b = socket.socketpair(); f = open(p); socket.send_fds(a, [b'x'], [f.fileno()]); f.close()";
        assertThat(seen(file, python(send, file)))
                .hasValueSatisfying(way -> assertThat(way).contains("on the way"));
        assertThat(seen(file, python(send + "; socket.recv_fds(b, 1, 1)", other)))
                .isEmpty();
    }

    @Test
    void aDirectoryIsSeenWhereAProcessIsInIt() throws IOException {
        Path directory = Files.createDirectories(folder.resolve("hooks/deep"));
        assertThat(seen(folder.resolve("hooks"), python("os.chdir(p)", directory)))
                .contains("has it open");
        assertThat(seen(folder.resolve("hooks"), python("os.chdir(p)", folder))).isEmpty();
    }

    @Test
    void anotherMountNamespaceIsSeen() throws IOException {
        String[] inside = python("0", other);
        String[] command = new String[inside.length + 2];
        command[0] = "unshare";
        command[1] = "-m";
        System.arraycopy(inside, 0, command, 2, inside.length);
        assertThat(seen(file, command)).contains("has a mount namespace of its own, where it cannot be covered again");
    }
}
