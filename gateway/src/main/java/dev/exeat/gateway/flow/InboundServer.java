package dev.exeat.gateway.flow;

import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.IpAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Published ports: connections to a port of the host, carried to a port of the sandbox's loopback. */
public final class InboundServer implements AutoCloseable {
    private static final int CONNECTING_AT_A_TIME = 8;
    private static final int WAITING = 256;

    private final Capture with;
    private final NamespaceSockets sockets;
    private final List<Channel> listeners = new ArrayList<>();
    private final ExecutorService connecting = new ThreadPoolExecutor(
            CONNECTING_AT_A_TIME,
            CONNECTING_AT_A_TIME,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("inbound-", 0).factory());

    public InboundServer(Capture with, NamespaceSockets sockets) {
        this.with = with;
        this.sockets = sockets;
    }

    /**
     * Serves a listening socket of the host, which is owned from now on.
     *
     * @param published the address and port of the host, for the journal
     * @param target the port inside the sandbox
     */
    public void serve(EventLoopGroup loops, int descriptor, String published, int target) {
        listeners.add(AdoptedSockets.bootstrap(loops, descriptor, with.memory())
                .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel accepted) {
                        accepted.pipeline().addLast(new EarlyBytes(), new Start(published, target));
                    }
                })
                .register()
                .syncUninterruptibly()
                .channel());
    }

    private final class Start extends ChannelInboundHandlerAdapter {
        private final String published;
        private final int target;

        Start(String published, int target) {
            this.published = published;
            this.target = target;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            EpollSocketChannel caller = (EpollSocketChannel) context.channel();
            context.pipeline().remove(this);
            FlowLog.Subject subject = new FlowLog.Subject(
                    with.log().nextFlow(), published, address(caller).toString(), target);
            if (!with.live().enter()) {
                with.log()
                        .denied(
                                subject,
                                Decision.deny(DenyReason.CONNECTION_LIMIT),
                                with.log().nextDecision(),
                                "published port");
                Relay.reset(caller);
                return;
            }
            with.live().leavesWith(caller, subject.flow());
            begin(caller, subject);
        }
    }

    private static IpAddress address(EpollSocketChannel caller) {
        return IpAddress.of(caller.remoteAddress().getAddress().getAddress());
    }

    private void begin(EpollSocketChannel caller, FlowLog.Subject subject) {
        boolean may = with.guarded().getAsBoolean()
                && with.log().allowed(Event.INBOUND, subject, Decision.allow(null), List.of(address(caller)));
        if (!may) {
            Relay.reset(caller);
            return;
        }
        InboundConnection connection = new InboundConnection(with, sockets, caller, subject);
        connection.begin();
        try {
            connecting.execute(connection::connect);
        } catch (RejectedExecutionException tooMany) {
            connection.failed("too many callers wait to be connected");
        }
    }

    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().syncUninterruptibly());
        connecting.shutdownNow();
    }
}
