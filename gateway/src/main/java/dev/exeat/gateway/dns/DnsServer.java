package dev.exeat.gateway.dns;

import dev.exeat.linux.Libc;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LastingRegistration;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves a {@link NameService} on sockets that others opened inside the sandbox's network: bound UDP sockets and listening
 * TCP sockets. A query that was redirected here is answered to its sender; the kernel puts the address back that the
 * sender asked.
 */
public final class DnsServer implements AutoCloseable {
    private static final int MAX_DATAGRAM_OCTETS = 8_192;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;

    private final EventLoop loop;
    private final NameService names;
    private final TcpLimits limits;
    private final TcpConnections connections;
    private final List<Channel> channels = new ArrayList<>();

    private DnsServer(EventLoop loop, NameService names, TcpLimits limits) {
        this.loop = loop;
        this.names = names;
        this.limits = limits;
        this.connections = new TcpConnections(limits.connections());
    }

    /**
     * Takes the sockets over and serves them until {@link #close}.
     *
     * @param loop an epoll loop
     * @param udp descriptors of bound UDP sockets; owned by this server from now on
     * @param tcp descriptors of listening TCP sockets; owned by this server from now on
     */
    public static DnsServer open(EventLoop loop, NameService names, List<Integer> udp, List<Integer> tcp) {
        return open(loop, names, udp, tcp, TcpLimits.STANDARD);
    }

    static DnsServer open(EventLoop loop, NameService names, List<Integer> udp, List<Integer> tcp, TcpLimits limits) {
        DnsServer server = new DnsServer(loop, names, limits);
        udp.forEach(server::serveDatagrams);
        tcp.forEach(server::serveStreams);
        return server;
    }

    /** Closes every socket, connections too. Questions under way are not answered. */
    @Override
    public void close() {
        channels.forEach(channel -> channel.close().syncUninterruptibly());
        connections.closeAll();
    }

    private void serveDatagrams(int descriptor) {
        makeNonBlocking(descriptor);
        EpollDatagramChannel channel = new EpollDatagramChannel(descriptor);
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MAX_DATAGRAM_OCTETS));
        channel.pipeline().addLast(new DatagramQueries(names));
        register(channel);
    }

    private void serveStreams(int descriptor) {
        makeNonBlocking(descriptor);
        EpollServerSocketChannel channel = new EpollServerSocketChannel(descriptor);
        channel.pipeline().addLast(new StreamAcceptor(loop, connections, this::prepare));
        register(channel);
    }

    private void prepare(Channel connection) {
        LastingRegistration.of((EpollSocketChannel) connection);
        connection.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        connection.config().setOption(ChannelOption.TCP_NODELAY, true);
        connection.pipeline().addLast(new StreamQueries(names, limits));
    }

    private void register(Channel channel) {
        loop.register(channel).syncUninterruptibly();
        channels.add(channel);
    }

    // Netty reads until there is nothing more: a blocking socket would stop the loop there
    private static void makeNonBlocking(int descriptor) {
        int flags = Libc.function("fcntl").call(descriptor, F_GETFL);
        Libc.function("fcntl").call(descriptor, F_SETFL, flags | O_NONBLOCK);
    }
}
