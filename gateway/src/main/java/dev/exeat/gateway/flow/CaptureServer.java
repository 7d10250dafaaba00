package dev.exeat.gateway.flow;

import dev.exeat.linux.Sockets;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Takes the connections that the sandbox's network redirects to a listener, whatever address they were made to. */
public final class CaptureServer implements AutoCloseable {
    private final List<Channel> listeners = new ArrayList<>();
    private final Capture with;
    private final OriginalDestination.Source source;

    CaptureServer(Capture with, OriginalDestination.Source source) {
        this.with = with;
        this.source = source;
    }

    /** Serves {@code listeners}, descriptors of listening TCP sockets, which it owns from now on. */
    public static CaptureServer open(EventLoopGroup loops, Capture with, List<Integer> listeners) {
        CaptureServer server = new CaptureServer(with, OriginalDestination::ask);
        listeners.forEach(descriptor -> server.serve(loops, descriptor));
        return server;
    }

    void serve(EventLoopGroup loops, int descriptor) {
        Channel listener = AdoptedSockets.bootstrap(loops, descriptor, with.memory())
                .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel accepted) {
                        accepted.pipeline().addLast(new EarlyBytes(), new Start());
                    }
                })
                .register()
                .syncUninterruptibly()
                .channel();
        listeners.add(listener);
    }

    private final class Start extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            EpollSocketChannel client = (EpollSocketChannel) context.channel();
            context.pipeline().remove(this);
            new CapturedConnection(with, client).begin(source.of(client));
        }
    }

    /** Whether the kernel has connections for it that were not accepted yet. Any thread. */
    public boolean hasWaiting() {
        return listeners.stream()
                .anyMatch(listener -> listener instanceof EpollServerSocketChannel server
                        && server.isOpen()
                        && Sockets.waiting(server.fd().intValue()) > 0);
    }

    /** Stops accepting; connections stay. */
    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().syncUninterruptibly());
    }
}
