package dev.exeat.gateway.flow;

import static dev.exeat.gateway.flow.BindingTest.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Content;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.HostName;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client says first, over a real connection whose reads are cut by hand. */
@Timeout(60)
class OpeningTest {
    private static final String NAME = "api.example.test";

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<EpollSocketChannel> accepted = new LinkedBlockingQueue<>();
    private Channel listener;

    @BeforeEach
    void listen() {
        listener = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel channel) {
                        channel.pipeline().addLast(new EarlyBytes());
                        accepted.add(channel);
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    @AfterEach
    void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** What was told, after which piece (the end of the client counts as one), and what was kept for whoever comes next. */
    private record Told(List<Opening.Said> said, int after, byte[] kept) {}

    private Told read(boolean end, byte[]... pieces) throws Exception {
        return on(channel -> {
            List<Opening.Said> said = new ArrayList<>();
            int after = -1;
            Opening.read(channel, Opening.Times.USUAL, said::add);
            for (int i = 0; i < pieces.length; i++) {
                channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(pieces[i]));
                after = after < 0 && !said.isEmpty() ? i : after;
            }
            if (end) {
                channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
            return new Told(said, after, kept(channel));
        });
    }

    private interface OnChannel<T> {
        T with(EpollSocketChannel channel) throws Exception;
    }

    private <T> T on(OnChannel<T> action) throws Exception {
        try (Socket client = new Socket()) {
            client.connect((InetSocketAddress) listener.localAddress());
            EpollSocketChannel channel = Objects.requireNonNull(accepted.poll(5, TimeUnit.SECONDS));
            Callable<T> onLoop = () -> action.with(channel);
            try {
                return channel.eventLoop().submit(onLoop).get();
            } finally {
                Relay.reset(channel);
            }
        }
    }

    private static byte[] kept(EpollSocketChannel channel) throws IOException {
        EarlyBytes early = channel.pipeline().remove(EarlyBytes.class);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        early.replay(
                bytes -> {
                    byte[] copy = new byte[bytes.readableBytes()];
                    bytes.readBytes(copy);
                    kept.writeBytes(copy);
                    bytes.release();
                },
                () -> {});
        return kept.toByteArray();
    }

    private static byte[][] cutAt(byte[] bytes, int at) {
        return new byte[][] {Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length)};
    }

    private static byte[][] single(byte[] bytes) {
        byte[][] pieces = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            pieces[i] = new byte[] {bytes[i]};
        }
        return pieces;
    }

    /** The same is told once, whatever the cut, and no sooner than {@code from} bytes were there; nothing is lost. */
    private void everyCutSays(byte[] bytes, int from, Opening.Said expected) throws Exception {
        for (int at = 1; at < bytes.length; at++) {
            Told told = read(false, cutAt(bytes, at));
            assertThat(told.said()).as("cut at " + at).containsExactly(expected);
            assertThat(told.after()).as("cut at " + at).isEqualTo(at < from ? 1 : 0);
            assertThat(told.kept()).isEqualTo(bytes);
        }
        Told told = read(false, single(bytes));
        assertThat(told.said()).containsExactly(expected);
        assertThat(told.after()).isEqualTo(from - 1);
        assertThat(told.kept()).isEqualTo(bytes);
    }

    @Test
    void aHelloIsReadAtEveryCut() throws Exception {
        byte[] hello = BindingTest.hello(NAME);
        everyCutSays(hello, hello.length, tls(hello.length));
    }

    private static Opening.Said tls(int octets) {
        return new Opening.Said.Tls(new Content.Tls(new HostName(NAME), false), octets);
    }

    @Test
    void howLongAHelloWasIsToldWhateverFollowsIt() throws Exception {
        byte[] hello = BindingTest.hello(NAME);
        byte[] flight = Arrays.copyOf(hello, hello.length + 40);
        for (int at = 1; at < flight.length; at++) {
            Told told = read(false, cutAt(flight, at));
            assertThat(told.said()).as("cut at " + at).containsExactly(tls(hello.length));
            assertThat(told.kept()).isEqualTo(flight);
        }
    }

    @Test
    void aRequestIsKnownByItsMethodAtEveryCut() throws Exception {
        everyCutSays(ascii("GET /a HTTP/1.1\r\nHost: " + NAME + "\r\n\r\n"), 4, new Opening.Said.Http());
        everyCutSays(ascii("\r\nGET / HTTP/1.1\r\n\r\n"), 1, new Opening.Said.Http());
    }

    @Test
    void aBannerIsKnownToBeSomethingElseAtEveryCut() throws Exception {
        everyCutSays(ascii("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"), 5, new Opening.Said.Other());
    }

    @Test
    void aHelloOfSsl2IsRefusedAsTlsAtEveryCut() throws Exception {
        everyCutSays(
                new byte[] {(byte) 0x80, 0x2e, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10},
                3,
                new Opening.Said.Refused(
                        DenyReason.TLS_MALFORMED,
                        "the first byte is that of an SSL 2 hello, not of a TLS record",
                        true));
    }

    @Test
    void anEndBeforeItIsKnownIsToldForWhatItIs() throws Exception {
        assertThat(read(true).said())
                .containsExactly(new Opening.Said.Refused(DenyReason.CONTENT_LATE, "ended before a byte", false));
        assertThat(read(true, ascii("GE")).said()).containsExactly(new Opening.Said.Other());
        byte[] hello = BindingTest.hello(NAME);
        for (int octets = 1; octets < hello.length; octets++) {
            assertThat(read(true, Arrays.copyOf(hello, octets)).said())
                    .containsExactly(
                            new Opening.Said.Refused(DenyReason.TLS_MALFORMED, "ended inside its ClientHello", true));
        }
        assertThat(read(true, hello).said()).containsExactly(tls(hello.length));
    }

    @Test
    void bytesThatTrickleInShareABuffer() throws Exception {
        byte[] hello = BindingTest.hello(NAME);
        List<Integer> capacities = on(channel -> {
            List<Opening.Said> said = new ArrayList<>();
            Opening.read(channel, Opening.Times.USUAL, said::add);
            for (byte octet : hello) {
                channel.pipeline()
                        .fireChannelRead(channel.alloc()
                                .directBuffer(BufferBudget.SMALLEST_BUFFER)
                                .writeByte(octet));
            }
            assertThat(said).containsExactly(tls(hello.length));
            List<Integer> all = new ArrayList<>();
            EarlyBytes early = channel.pipeline().remove(EarlyBytes.class);
            early.replay(
                    bytes -> {
                        assertThat(copy(bytes)).isEqualTo(hello);
                        all.add(bytes.capacity());
                        bytes.release();
                    },
                    () -> {});
            return all;
        });
        assertThat(capacities).containsExactly(BufferBudget.SMALLEST_BUFFER);
    }

    private static byte[] copy(ByteBuf bytes) {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), copy);
        return copy;
    }
}
