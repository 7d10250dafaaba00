package dev.exeat.engine.jail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.linux.Child;
import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.Pty;
import dev.exeat.linux.Spawn;
import dev.exeat.linux.SystemCallException;
import dev.exeat.linux.WindowSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class StandardStreamsTest {
    private static final String TYPE_INTO_TERMINAL = "exit(ioctl(STDIN, 0x5412, my $c = q(x)) ? 0 : 1)"; // TIOCSTI

    private JailWorld world;
    private Pty outer;
    private Child child;
    private final StringBuffer shown = new StringBuffer();
    private boolean reading;

    @BeforeEach
    void setUp() throws Exception {
        JailWorld.require("bwrap", "ip", "perl", "setsid", "stty", "socat");
        world = JailWorld.asRoot();
        outer = Pty.open();
        new WindowSize(31, 97).apply(outer.master().number());
    }

    @AfterEach
    void tearDown() {
        // null where the tools are missing and nothing was set up
        if (world == null || outer == null) {
            return;
        }
        if (child != null) {
            child.kill(9);
            child.waitFor();
        }
        outer.close();
        world.close();
    }

    @Test
    void theCommandHasATerminalOfItsOwnWithTheSameSize() {
        startInside("bash", "-c", "stty size; tty; ls -l /proc/self/fd/0");
        assertThat(status()).isZero();
        assertThat(shown.toString())
                .contains("31 97")
                .doesNotContain(outer.slave().toString() + "\r");
    }

    @Test
    void typingIntoTheOuterTerminalWorksOutsideAndIsRefusedInside() {
        start(List.of("perl", "-e", TYPE_INTO_TERMINAL));
        assertThat(status()).isZero();
        startInside("perl", "-e", TYPE_INTO_TERMINAL);
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void theUpperHalfOfTheRegisterDoesNotHideTheCommand() {
        String call = "exit(syscall(" + ("amd64".equals(System.getProperty("os.arch")) ? 16 : 29)
                + ", 0, 0x100005412, my $c = q(x)) == 0 ? 0 : 1)";
        start(List.of("perl", "-e", call));
        assertThat(status()).isZero();
        startInside("perl", "-e", call);
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void jobControlOfAnInnerShellWorks() {
        startInside("bash", "--norc", "-i");
        awaitShown("# ");
        type("PS1='ready> '; sleep 100\r");
        awaitShown("sleep 100\r\n");
        pause();
        type("\u001a");
        awaitShown("Stopped");
        type("fg\r");
        awaitShown("fg\r\n");
        pause();
        type("\u0003");
        awaitShown("^C");
        type("echo $((40 + 2))-alive; exit 9\r");
        awaitShown("42-alive");
        assertThat(status()).isEqualTo(9);
    }

    @Test
    void aChangedWindowSizeIsPassedOn() {
        startInside("bash", "-c", "trap 'stty size; exit 0' WINCH; echo waiting; while :; do sleep 0.1; done");
        awaitShown("waiting");
        new WindowSize(12, 34).apply(outer.master().number());
        assertThat(status()).isZero();
        assertThat(shown.toString()).contains("12 34");
    }

    @Test
    void theLastByteIsShownAndTheSettingsComeBack() throws Exception {
        start(List.of("stty", "-a"));
        status();
        awaitShown("extproc\r\n");
        String before = shown.toString();
        startInside("seq", "1", "30000");
        assertThat(status()).isZero();
        awaitShown("30000\r\n");
        assertThat(shown.toString()).endsWith("30000\r\n");
        shown.setLength(0);
        start(List.of("stty", "-a"));
        status();
        awaitShown("extproc\r\n");
        assertThat(shown.toString()).isEqualTo(before);
    }

    @Test
    void aSocketIsReplacedByPipesBothWays() throws Exception {
        JailWorld.Result outside = overSocket(List.of("sh", "-c", "cat; readlink /proc/self/fd/0 /proc/self/fd/1"));
        assertThat(outside.output()).contains("hello").contains("socket:[");
        JailWorld.Result inside =
                overSocket(world.jail(List.of("sh", "-c", "cat; readlink /proc/self/fd/0 /proc/self/fd/1")));
        assertThat(inside.output()).contains("hello").contains("pipe:[").doesNotContain("socket:[");
    }

    @Test
    void aDirectoryIsNotPassedOn() {
        String jail = quoted(world.jail(List.of("ls", "/proc/self/fd/0/")));
        assertThat(world.outside("ls /proc/self/fd/0/ < " + world.home).output())
                .contains("project");
        assertThat(world.outside(jail + " < " + world.home).output()).doesNotContain("project");
    }

    @Test
    void aFileToReadFromCannotBeOpenedAgainForWriting() throws Exception {
        Path file = world.root.resolve("read-only-input");
        List<String> again = List.of("sh", "-c", "cat; echo planted >> /proc/self/fd/0");
        Files.writeString(file, "given\n");
        assertThat(world.outside(quoted(world.jail(again)) + " < " + file).output())
                .contains("given");
        assertThat(Files.readString(file)).isEqualTo("given\n");
        world.outside(quoted(again) + " < " + file);
        assertThat(Files.readString(file)).isEqualTo("given\nplanted\n");
    }

    @Test
    void aPipelineIntoATerminalReadsItsKeysFromTheTerminal() {
        Path script = script("echo piped | "
                + quoted(world.jail(List.of("sh", "-c", "cat; read -r line < /dev/tty; echo got-$line"))));
        start(List.of("bash", script.toString()));
        awaitShown("piped");
        type("key\r");
        awaitShown("got-key");
        assertThat(status()).isZero();
    }

    private JailWorld.Result overSocket(List<String> command) {
        Path script = script(quoted(command));
        return world.outside("echo hello | socat -t 30 - EXEC:" + script);
    }

    private Path script(String line) {
        try {
            Path script = world.root.resolve("script-" + System.nanoTime());
            Files.writeString(script, "#!/bin/bash\n" + line + "\n");
            script.toFile().setExecutable(true);
            return script;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String quoted(List<String> line) {
        return String.join(
                " ",
                line.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .toList());
    }

    private void startInside(String... command) {
        start(world.jail(List.of(command)));
    }

    private void start(List<String> line) {
        child = Spawn.of(line)
                .environment(System.getenv())
                .environment(Map.of("HOME", world.home.toString(), "TERM", "xterm"))
                .terminal(outer.slave(), 0)
                .descriptor(1, openSlave())
                .descriptor(2, openSlave())
                .start();
        // one reader for all that is started on this terminal: two would mix up the order of what they read
        if (!reading) {
            reading = true;
            Thread.ofPlatform().daemon().start(this::read);
        }
    }

    private Descriptor slave;

    private int openSlave() {
        if (slave == null) {
            slave = outer.openSlave();
        }
        return slave.number();
    }

    private void read() {
        byte[] buffer = new byte[4096];
        try {
            int got = Descriptors.read(outer.master(), buffer, 0, buffer.length);
            while (got > 0) {
                shown.append(new String(buffer, 0, got, StandardCharsets.UTF_8));
                got = Descriptors.read(outer.master(), buffer, 0, buffer.length);
            }
        } catch (SystemCallException | IllegalStateException ended) {
            // the last one to have it open has ended
        }
    }

    private int status() {
        int status = child.waitFor().shellStatus();
        // what was shown before the end is read by now, or soon
        pause();
        return status;
    }

    private void type(String keys) {
        Descriptors.write(outer.master(), keys.getBytes(StandardCharsets.UTF_8));
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitShown(String text) {
        for (int i = 0; i < 3000 && shown.indexOf(text) < 0; i++) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        assertThat(shown.toString()).contains(text);
    }
}
