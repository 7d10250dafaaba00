package dev.exeat.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DescriptorsTest {
    @Test
    void kindTellsSocketsFromFiles() {
        try (Descriptor inet = Sockets.socket(Sockets.AF_INET6, Sockets.SOCK_DGRAM, 0);
                Descriptor unix = Sockets.socket(Sockets.AF_UNIX, Sockets.SOCK_STREAM, 0);
                Descriptor netlink = Sockets.socket(Sockets.AF_NETLINK, Sockets.SOCK_RAW, 0);
                Descriptor terminal = Descriptors.open("/dev/ptmx", Descriptors.O_RDWR);
                Descriptors.Pipe pipe = Descriptors.pipe()) {
            assertThat(Descriptors.kind(inet.number())).isEqualTo(Descriptors.Kind.INET_SOCKET);
            assertThat(Descriptors.kind(unix.number())).isEqualTo(Descriptors.Kind.UNIX_SOCKET);
            assertThat(Descriptors.kind(netlink.number())).isEqualTo(Descriptors.Kind.OTHER_SOCKET);
            assertThat(Descriptors.kind(terminal.number())).isEqualTo(Descriptors.Kind.TERMINAL);
            assertThat(Descriptors.kind(pipe.readEnd().number())).isEqualTo(Descriptors.Kind.OTHER);
            assertThat(Descriptors.kind(99_999)).isEqualTo(Descriptors.Kind.CLOSED);
        }
    }

    @Test
    void closedDescriptorIsNotUsedAgain() {
        Descriptor event = Descriptors.event();
        event.close();
        event.close();
        assertThatThrownBy(event::number).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void failedCallNamesTheCallAndTheError() {
        assertThatThrownBy(() -> Descriptors.open("/nowhere", Descriptors.O_RDONLY))
                .hasMessage("open: ENOENT (no such file or directory)");
    }
}
