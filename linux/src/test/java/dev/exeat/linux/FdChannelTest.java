package dev.exeat.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FdChannelTest {
    private final FdChannel.Pair pair = FdChannel.pair();

    @Test
    void descriptorArrivesWithItsTag() {
        try (Descriptor file = Descriptors.memory("file", "content".getBytes(StandardCharsets.UTF_8))) {
            pair.ours().send("publish 127.0.0.1:8080 80", file);
        }
        FdChannel.Message message = pair.theirs().receive().orElseThrow();
        assertThat(message.tag()).isEqualTo("publish 127.0.0.1:8080 80");
        try (Descriptor arrived = message.required()) {
            assertThat(Descriptors.readAll(arrived, 100)).asString().isEqualTo("content");
            assertThat(Libc.function("fcntl").call(arrived.number(), 1))
                    .as("close-on-exec")
                    .isEqualTo(1);
        }
    }

    @Test
    void tagMayComeAlone() {
        pair.ours().send("socket4");
        FdChannel.Message message = pair.theirs().receive().orElseThrow();
        assertThat(message.tag()).isEqualTo("socket4");
        assertThat(message.descriptor()).isNull();
        assertThatThrownBy(message::required).hasMessage("message 'socket4' has no descriptor");
    }

    @Test
    void endOfTheOtherSideIsNoMessage() {
        pair.ours().close();
        pair.ours().close();
        assertThat(pair.theirs().receive()).isEmpty();
    }

    @Test
    void closingEndsABlockedReceive() throws InterruptedException {
        Thread reader = Thread.ofPlatform()
                .start(() -> assertThat(pair.theirs().receive()).isEmpty());
        Thread.sleep(50);
        pair.theirs().close();
        reader.join(2000);
        assertThat(reader.isAlive()).isFalse();
    }

    @Test
    void tooLongATagIsRefusedOnBothSides() {
        assertThatThrownBy(() -> pair.ours().send("x".repeat(257))).isInstanceOf(IllegalArgumentException.class);
        byte[] raw = "x".repeat(257).getBytes(StandardCharsets.UTF_8);
        Descriptors.write(pair.ours().socket(), raw);
        assertThatThrownBy(() -> pair.theirs().receive()).hasMessageContaining("EMSGSIZE");
    }

    @Test
    void secondDescriptorInAMessageIsClosedAndRefused() {
        int before = openDescriptors();
        try (Arena arena = Arena.ofConfined()) {
            Libc.function("sendmsg")
                    .call(pair.ours().socket().number(), twoDescriptors(arena).address(), 0);
        }
        assertThatThrownBy(() -> pair.theirs().receive()).hasMessageContaining("EMSGSIZE");
        assertThat(openDescriptors()).isEqualTo(before);
    }

    private static MemorySegment twoDescriptors(Arena arena) {
        MemorySegment data = arena.allocateFrom("t");
        MemorySegment iovec = arena.allocate(16, 8);
        iovec.set(ValueLayout.JAVA_LONG, 0, data.address());
        iovec.set(ValueLayout.JAVA_LONG, 8, 1);
        MemorySegment control = arena.allocate(24, 8);
        control.set(ValueLayout.JAVA_LONG, 0, 24);
        control.set(ValueLayout.JAVA_INT, 8, 1);
        control.set(ValueLayout.JAVA_INT, 12, 1);
        control.set(ValueLayout.JAVA_INT, 16, 1);
        control.set(ValueLayout.JAVA_INT, 20, 2);
        MemorySegment header = arena.allocate(56, 8);
        header.set(ValueLayout.JAVA_LONG, 16, iovec.address());
        header.set(ValueLayout.JAVA_LONG, 24, 1);
        header.set(ValueLayout.JAVA_LONG, 32, control.address());
        header.set(ValueLayout.JAVA_LONG, 40, 24);
        return header;
    }

    private static int openDescriptors() {
        String[] names = new java.io.File("/proc/self/fd").list();
        return names == null ? -1 : names.length;
    }
}
