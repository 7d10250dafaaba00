package dev.exeat.gateway.flow;

import dev.exeat.linux.Libc;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;

/** Listening sockets that another process opened, as channels whose connections are not read until somebody says so. */
final class AdoptedSockets {
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;

    private AdoptedSockets() {}

    static ServerBootstrap bootstrap(EventLoopGroup loops, int descriptor, RelayMemory memory) {
        makeNonBlocking(descriptor);
        return new ServerBootstrap()
                .group(loops)
                .channelFactory(() -> new EpollServerSocketChannel(descriptor))
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, memory.buffers());
    }

    /** Netty reads and accepts until there is nothing more: a blocking socket would stop the loop there. */
    static void makeNonBlocking(int descriptor) {
        int flags = Libc.function("fcntl").call(descriptor, F_GETFL);
        Libc.function("fcntl").call(descriptor, F_SETFL, flags | O_NONBLOCK);
    }
}
