package dev.exeat.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.gateway.tls.Answer;
import dev.exeat.gateway.tls.RetryWatch;
import dev.exeat.gateway.tls.Watched;
import dev.exeat.policy.Content;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.HostName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What stands before a relay while a handshake may be begun anew. */
class RetryGuardTest {
    private static final String NAME = "api.example.test";

    private final EmbeddedChannel client = new EmbeddedChannel();
    private final EmbeddedChannel server = new EmbeddedChannel();
    private final List<Watched.Refused> refused = new ArrayList<>();
    private final List<Object> events = new ArrayList<>();
    private byte[] hello = {};

    @BeforeEach
    void stand() throws Exception {
        hello = BindingTest.hello(NAME);
        RetryWatch watch = new RetryWatch(new Content.Tls(new HostName(NAME), false), hello.length);
        RetryGuard.stand(watch, client, server, refused::add);
        client.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                events.add(event);
            }
        });
    }

    private static void give(EmbeddedChannel channel, byte[] bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
    }

    private static byte[] passed(EmbeddedChannel channel) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf some = channel.readInbound(); some != null; some = channel.readInbound()) {
            byte[] bytes = new byte[some.readableBytes()];
            some.readBytes(bytes);
            all.writeBytes(bytes);
            assertThat(some.release()).isTrue();
        }
        return all.toByteArray();
    }

    private boolean isGuarded(EmbeddedChannel channel) {
        return channel.pipeline().names().stream().anyMatch(name -> name.startsWith("RetryGuard$"));
    }

    @Test
    void theFirstBytesOfAnOrdinaryServerEndItForBothDirections() {
        give(client, hello);
        assertThat(passed(client)).isEqualTo(hello);
        byte[] answer = Arrays.copyOf(Answer.hello(1 << 14), 43);
        give(server, Arrays.copyOf(answer, 42));
        assertThat(passed(server)).isEqualTo(Arrays.copyOf(answer, 42));
        assertThat(isGuarded(client)).isTrue();
        give(server, Arrays.copyOfRange(answer, 42, 43));
        assertThat(passed(server)).containsExactly(answer[42]);
        assertThat(isGuarded(client)).isFalse();
        assertThat(isGuarded(server)).isFalse();
        give(client, hello);
        assertThat(passed(client)).isEqualTo(hello);
    }

    @Test
    void aServersNonsenseEndsItToo() {
        give(client, hello);
        give(server, BindingTest.ascii("HTTP/1.1 400 Bad Request\r\n"));
        assertThat(isGuarded(client)).isFalse();
        assertThat(isGuarded(server)).isFalse();
        assertThat(refused).isEmpty();
    }

    @Test
    void aRetryWithTheSameNamePassesWholeInItsOrderAndEndsIt() throws Exception {
        give(client, hello);
        give(server, Answer.retry(1 << 14));
        assertThat(isGuarded(server)).isFalse();
        passed(client);
        byte[] second = BindingTest.hello(NAME);
        give(client, new byte[] {0x14, 3, 3, 0, 1, 1, second[0]});
        assertThat(passed(client)).containsExactly(0x14, 3, 3, 0, 1, 1);
        give(client, Arrays.copyOfRange(second, 1, 100));
        assertThat(passed(client)).isEmpty();
        give(client, Arrays.copyOfRange(second, 100, second.length));
        assertThat(passed(client)).isEqualTo(second);
        assertThat(isGuarded(client)).isFalse();
        assertThat(refused).isEmpty();
    }

    @Test
    @Tag("C-021")
    void aRetryWithAnotherNameIsToldOnceAndNothingMorePasses() throws Exception {
        give(client, hello);
        give(server, Answer.retry(1 << 14));
        passed(client);
        give(client, BindingTest.hello("other.example.test"));
        give(client, hello);
        give(client, new byte[] {0x17, 3, 3, 0, 1, 1});
        client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(passed(client)).isEmpty();
        assertThat(refused)
                .containsExactly(
                        new Watched.Refused(DenyReason.SNI_MISMATCH, "second hello: server name other.example.test"));
    }

    @Test
    void theEndOfTheClientPassesUnlessASecondHelloWaits() {
        give(client, hello);
        client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(events).containsExactly(ChannelInputShutdownEvent.INSTANCE);
        assertThat(refused).isEmpty();
        give(server, Answer.retry(1 << 14));
        give(client, Arrays.copyOf(hello, 50));
        client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(events).hasSize(1);
        assertThat(refused)
                .extracting(Watched.Refused::detail)
                .containsExactly("second hello: the client ended inside of it");
        assertThat(passed(client)).isEqualTo(hello);
    }
}
