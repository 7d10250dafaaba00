package dev.exeat.gateway.flow;

import dev.exeat.linux.Descriptor;
import dev.exeat.policy.IpAddress;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The host's own services for a gateway that is not in the host's network: each connection is made by the process that started the
 * gateway, which sees for itself whether the port was opened.
 *
 * @param broker who is asked
 */
public record HostServices(SocketBroker broker) {
    /** A way that ends at this port of the host's loopback, already connected; fails where nothing answers there. */
    CompletableFuture<Connector> to(int port) {
        return CompletableFuture.supplyAsync(() -> connected(port), HostServices::start);
    }

    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().name("host-service").start(task);
    }

    private Connector connected(int port) {
        try {
            return new Handed(broker.ask("host " + port));
        } catch (IOException refused) {
            throw new CompletionException(refused);
        }
    }

    /** One connection that is there already, for the first who wants it. */
    private record Handed(Descriptor socket) implements Connector {
        @Override
        public Attempt connect(EventLoop loop, IpAddress address, int port) {
            try {
                AdoptedSockets.makeNonBlocking(socket.number());
                EpollSocketChannel channel = new EpollSocketChannel(socket.release());
                channel.config().setOption(ChannelOption.AUTO_READ, false);
                channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                channel.config().setOption(ChannelOption.TCP_NODELAY, true);
                channel.pipeline().addLast(new EarlyBytes());
                return new Attempt(channel, loop.register(channel));
            } catch (IllegalStateException taken) {
                EpollSocketChannel none = new EpollSocketChannel();
                return new Attempt(none, loop.newFailedFuture(new IOException("the connection was used already")));
            }
        }

        @Override
        public boolean isDirect() {
            return true;
        }
    }
}
