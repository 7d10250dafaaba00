package dev.exeat.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpawnTest {
    @Test
    void programGetsItsArgumentsEnvironmentAndDirectory() {
        var done = Spawn.of("sh", "-c", "echo \"$0 $GREETING $(pwd)\"; cat", "name")
                .environment(Map.of("GREETING", "hello", "PATH", "/usr/bin:/bin"))
                .directory(Path.of("/usr"))
                .run("typed");
        assertThat(done.output()).isEqualTo("name hello /usr\ntyped");
        assertThat(done.status()).isEqualTo(new ExitStatus(0, 0));
    }

    @Test
    void exitStatusIsTheCodeOr128PlusTheSignal() {
        assertThat(Spawn.of("sh", "-c", "exit 7").start().waitFor().shellStatus())
                .isEqualTo(7);
        assertThat(Spawn.of("sh", "-c", "kill -9 $$").start().waitFor().shellStatus())
                .isEqualTo(137);
    }

    @Test
    void missingProgramSaysSo() {
        assertThatThrownBy(() -> Spawn.of("/nowhere/at/all").start())
                .isInstanceOf(SystemCallException.class)
                .hasMessage("posix_spawnp: ENOENT (no such file or directory)");
    }

    @Test
    void crossedDescriptorsArriveUncrossed() {
        try (Descriptor a = Descriptors.memory("a", "A".getBytes(StandardCharsets.UTF_8));
                Descriptor b = Descriptors.memory("b", "B".getBytes(StandardCharsets.UTF_8));
                Descriptor out = Descriptors.memory("out", new byte[0])) {
            // each child number is the parent's number of the other
            Spawn.of("/bin/sh", "-c", "/bin/cat /proc/self/fd/" + b.number() + " /proc/self/fd/" + a.number())
                    .descriptor(b.number(), a.number())
                    .descriptor(a.number(), b.number())
                    .descriptor(1, out.number())
                    .start()
                    .waitFor();
            Descriptors.rewind(out);
            assertThat(new String(Descriptors.readAll(out, 100), StandardCharsets.UTF_8))
                    .isEqualTo("AB");
        }
    }

    @Test
    void childHasTheNamedDescriptorsOnly() {
        try (Descriptor leaking = Descriptor.adopt(Libc.function("dup").call(2));
                Descriptor out = Descriptors.memory("out", new byte[0])) {
            Spawn.of("/bin/ls", "/proc/self/fd")
                    .descriptor(1, out.number())
                    .descriptor(9, out.number())
                    .start()
                    .waitFor();
            Descriptors.rewind(out);
            String seen = new String(Descriptors.readAll(out, 1000), StandardCharsets.UTF_8);
            // 3 is what ls itself opened to list the directory
            assertThat(seen).isEqualTo("0\n1\n2\n3\n9\n");
            assertThat(leaking.number()).isGreaterThan(2);
        }
    }

    @Test
    void signalsAreUnblockedInTheChild() {
        var done = Spawn.of("/bin/grep", "SigBlk", "/proc/self/status").run("");
        assertThat(done.output()).isEqualTo("SigBlk:\t0000000000000000\n");
    }

    @Test
    void sessionLeaderHasItsOwnSession() {
        var done = Spawn.of(
                        "/bin/sh",
                        "-c",
                        "read -r pid comm state ppid pgrp session rest < /proc/$$/stat; echo $((session - $$))")
                .session()
                .run("");
        assertThat(done.output()).isEqualTo("0\n");
    }

    @Test
    void killReachesTheChildAndIsHarmlessAfterwards() {
        Child child = Spawn.of("/bin/sleep", "60").start();
        child.kill(15);
        assertThat(child.waitFor()).isEqualTo(new ExitStatus(0, 15));
        assertThat(child.alive()).isFalse();
        child.kill(15);
        assertThat(child.waitFor()).isEqualTo(new ExitStatus(0, 15));
    }
}
