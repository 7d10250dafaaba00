package dev.exeat.engine.jail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandstillTest {
    @TempDir
    Path folder;

    private @Nullable Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private int start(String script) throws IOException {
        process = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .start();
        return (int) process.pid();
    }

    @Test
    void processesThatForkAllTheTimeStandStillAndGoOn() throws Exception {
        // bounded: none of them outlives the test for long
        int first = start("work() { for i in $(seq 400); do (echo $i >> beat; sleep 0.01); done; };"
                + " for n in 1 2 3; do work & done; wait");
        await().until(() -> Files.exists(folder.resolve("beat")));
        long size;
        try (Standstill still = Standstill.of(first)) {
            assertThat(still.complete()).isTrue();
            size = Files.size(folder.resolve("beat"));
            List<Integer> all = still.processes();
            assertThat(all).hasSizeGreaterThan(3);
            for (int look = 0; look < 50; look++) {
                assertThat(all).allMatch(ProcessTree::isStill);
            }
            assertThat(still.processes()).containsExactlyInAnyOrderElementsOf(all);
            assertThat(Files.size(folder.resolve("beat"))).isEqualTo(size);
        }
        await().until(() -> Files.size(folder.resolve("beat")) > size);
    }

    @Test
    void aProcessThatWasStoppedBeforeStaysSo() throws Exception {
        int first = start("sleep 60 & kill -STOP $!; echo $! > stopped.new; mv stopped.new stopped; wait");
        await().until(() -> Files.exists(folder.resolve("stopped")));
        int stopped =
                Integer.parseInt(Files.readString(folder.resolve("stopped")).strip());
        await().until(() -> ProcessTree.isStill(stopped));
        Standstill.of(first).close();
        await().until(() -> !ProcessTree.isStill(first));
        assertThat(ProcessTree.isStill(stopped)).isTrue();
    }

    @Test
    void whoWaitsForAChildOfVforkDoesNotKeepTheOthersFromBeingStopped() throws Exception {
        // the child of vfork waits for a reader of the pipe before it ends
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        String script = "import ctypes, os; c = ctypes.CDLL(None);"
                + " exit(c.vfork() == 0 and os.open('pipe', os.O_WRONLY) and os._exit(0))";
        int first = start("exec python3 -c \"" + script + "\"");
        await().until(() -> ProcessTree.reached(first).size() == 2
                && Files.readString(Path.of("/proc/" + first + "/stat")).contains(") D "));
        try (Standstill still = Standstill.of(first)) {
            assertThat(still.complete()).isTrue();
        }
    }
}
