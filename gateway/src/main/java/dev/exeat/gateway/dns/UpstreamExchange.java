package dev.exeat.gateway.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.ReferenceCountUtil;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One question to one server on a socket of its own, which is connected (so that the kernel takes datagrams from that
 * server only) and has a port that the kernel draws at random. The socket is closed with the first usable answer.
 */
final class UpstreamExchange {
    private static final int MAX_DATAGRAM_OCTETS = 4_096;

    private final UpstreamQuery query;
    private final CompletableFuture<UpstreamReply> reply = new CompletableFuture<>();

    private UpstreamExchange(UpstreamQuery query) {
        this.query = query;
    }

    static CompletableFuture<UpstreamReply> udp(
            EventLoop loop, InetSocketAddress server, UpstreamQuery query, Duration limit) {
        UpstreamExchange exchange = new UpstreamExchange(query);
        Bootstrap bootstrap =
                new Bootstrap().channelFactory(() -> datagramChannel(server)).handler(exchange.datagrams());
        return exchange.start(bootstrap, loop, server, limit, query.bytes());
    }

    static CompletableFuture<UpstreamReply> tcp(
            EventLoop loop, InetSocketAddress server, UpstreamQuery query, Duration limit) {
        UpstreamExchange exchange = new UpstreamExchange(query);
        byte[] message = query.bytes();
        Bootstrap bootstrap = new Bootstrap().channel(EpollSocketChannel.class).handler(exchange.stream());
        byte[] framed = new WireWriter().u16(message.length).bytes(message).done();
        return exchange.start(bootstrap, loop, server, limit, framed);
    }

    private CompletableFuture<UpstreamReply> start(
            Bootstrap bootstrap, EventLoop loop, InetSocketAddress server, Duration limit, byte[] message) {
        ChannelFuture connecting = bootstrap.group(loop).connect(server);
        Channel channel = connecting.channel();
        var timer = loop.schedule(
                () -> reply.complete(new UpstreamReply.Silent()), limit.toMillis(), TimeUnit.MILLISECONDS);
        var _ = reply.whenComplete((r, e) -> {
            timer.cancel(false);
            var _ = channel.close();
        });
        connecting.addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                channel.writeAndFlush(Unpooled.wrappedBuffer(message)).addListener((ChannelFuture written) -> {
                    if (!written.isSuccess()) {
                        fail(written.cause());
                    }
                });
            } else {
                fail(connected.cause());
            }
        });
        return reply;
    }

    private void fail(Throwable cause) {
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        // the transport names its own call before the system's words
        String why = text.replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ", "");
        reply.complete(new UpstreamReply.Unreachable(why));
    }

    private void take(byte[] message, boolean tcp) {
        switch (ReplyParser.parse(query, message, tcp)) {
            case UpstreamReply.Unrelated unrelated -> {}
            case UpstreamReply usable -> reply.complete(usable);
        }
    }

    private ChannelHandler datagrams() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                try {
                    if (message instanceof DatagramPacket packet) {
                        take(ByteBufUtil.getBytes(packet.content()), false);
                    }
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                fail(cause);
            }
        };
    }

    private ChannelHandler stream() {
        TcpFrames frames = new TcpFrames(AnswerEncoder.MAX_TCP_OCTETS);
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) throws MalformedMessage {
                try {
                    byte[] frame = frames.next((ByteBuf) message);
                    if (frame != null) {
                        take(frame, true);
                    }
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                reply.complete(new UpstreamReply.Refused("closed without an answer"));
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                fail(cause);
            }
        };
    }

    private static EpollDatagramChannel datagramChannel(InetSocketAddress server) {
        EpollDatagramChannel channel = new EpollDatagramChannel(family(server));
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MAX_DATAGRAM_OCTETS));
        return channel;
    }

    private static SocketProtocolFamily family(InetSocketAddress server) {
        return server.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }
}
