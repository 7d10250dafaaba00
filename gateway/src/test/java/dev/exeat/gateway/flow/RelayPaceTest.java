package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.gateway.audit.Event;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing early is what is tested
class RelayPaceTest extends AbstractRelayTest {
    private static Thread send(Socket socket, byte[] bytes) {
        return Thread.ofPlatform().start(() -> {
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (java.io.IOException e) {
                // seen by the reader
            }
        });
    }

    @RepeatedTest(3)
    void aSlowReaderGetsAllBytesOfAServerThatHasLongEnded() throws Exception {
        byte[] much = new byte[16 << 20];
        new Random(8).nextBytes(much);
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            client.shutdownOutput();
            Thread sending = send(accepted, much);
            Thread.sleep(300);
            byte[] got = new byte[much.length];
            int filled = 0;
            for (int n = 0; n >= 0 && filled < got.length; filled += Math.max(n, 0)) {
                n = client.getInputStream().read(got, filled, Math.min(512 * 1024, got.length - filled));
                Thread.sleep(5);
            }
            sending.join();
            assertThat(filled).isEqualTo(much.length);
            assertThat(Arrays.equals(got, much)).isTrue();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(world.awaitRecord(Event.CLOSED).ended()).isEqualTo("complete");
    }

    @Test
    @Tag("F-004")
    void aReaderThatDoesNotReadHoldsBackTheWriterAndLittleMemory() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Socket client = world.connect();
                Socket accepted = server.accept()) {
            Thread writer = Thread.ofPlatform().daemon().start(() -> writeForEver(accepted, written));
            long before = -1;
            while (written.get() != before) {
                before = written.get();
                Thread.sleep(500);
            }
            assertThat(writer.isAlive()).isTrue();
            assertThat(world.memory.budget().held()).isBetween(1L, 4L << 20);
            assertThat(before).isLessThan(64L << 20);
            InputStream in = client.getInputStream();
            in.skipNBytes(before);
            assertThat(written.get()).isGreaterThanOrEqualTo(before);
        }
    }

    private static void writeForEver(Socket socket, AtomicLong written) {
        byte[] block = new byte[64 * 1024];
        try {
            while (true) {
                socket.getOutputStream().write(block);
                written.addAndGet(block.length);
            }
        } catch (java.io.IOException e) {
            // the end of the test
        }
    }

    @Test
    void slowReadersCannotStarveAQuickOne() throws Exception {
        world.memory = RelayMemory.of(64 * 1024);
        AtomicLong ignored = new AtomicLong();
        try (Socket slow = world.connect();
                Socket flooding = server.accept()) {
            Thread.ofPlatform().daemon().start(() -> writeForEver(flooding, ignored));
            long before = -1;
            while (ignored.get() != before) {
                before = ignored.get();
                Thread.sleep(300);
            }
            assertThat(slow.isConnected()).isTrue();
            try (Socket quick = world.connectAgain();
                    Socket answering = server.accept()) {
                Thread sending = send(answering, new byte[4 << 20]);
                assertThat(quick.getInputStream().readAllBytes()).hasSize(4 << 20);
                sending.join();
            }
        }
    }
}
