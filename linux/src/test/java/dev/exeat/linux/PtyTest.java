package dev.exeat.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PtyTest {
    @Test
    void theSizeOfTheMasterIsTheSizeOfTheSlave() {
        try (Pty pty = Pty.open();
                Descriptor slave = pty.openSlave()) {
            new WindowSize(31, 97).apply(pty.master().number());
            assertThat(WindowSize.of(slave.number())).contains(new WindowSize(31, 97));
        }
    }

    @Test
    void somethingThatIsNoTerminalHasNoSize() {
        try (Descriptor file = Descriptors.memory("none", new byte[0])) {
            assertThat(WindowSize.of(file.number())).isEmpty();
        }
    }

    @Test
    void aRawTerminalPassesOutputUnchangedAndGetsItsSettingsBack() {
        try (Pty pty = Pty.open();
                Descriptor slave = pty.openSlave()) {
            Terminal terminal = Terminal.of(slave.number());
            assertThat(through(slave, pty)).isEqualTo("a\r\n");
            terminal.raw();
            assertThat(through(slave, pty)).isEqualTo("a\n");
            terminal.restore();
            assertThat(through(slave, pty)).isEqualTo("a\r\n");
        }
    }

    @Test
    void aCopyWithoutEchoLeavesOutputAlone() {
        try (Pty outer = Pty.open();
                Descriptor outerSlave = outer.openSlave();
                Pty pty = Pty.open();
                Descriptor slave = pty.openSlave()) {
            Terminal.of(outerSlave.number()).copyWithoutEchoTo(slave.number());
            Descriptors.write(pty.master(), new byte[] {'x', '\n'});
            assertThat(through(slave, pty)).isEqualTo("a\n");
        }
    }

    private static String through(Descriptor from, Pty pty) {
        Descriptors.write(from, new byte[] {'a', '\n'});
        byte[] buffer = new byte[16];
        int got = Descriptors.read(pty.master(), buffer, 0, buffer.length);
        return new String(buffer, 0, got, StandardCharsets.US_ASCII);
    }
}
