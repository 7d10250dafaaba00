package dev.exeat.gateway.flow;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.SystemCallException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;

/**
 * One caller of a published port, whose place and record there are already. Whatever comes of it, its end is recorded once. Lives on the
 * caller's event loop, but for {@link #connect}, which blocks.
 */
final class InboundConnection {
    private final Capture with;
    private final NamespaceSockets sockets;
    private final EpollSocketChannel caller;
    private final FlowLog.Subject subject;
    private final long started = System.nanoTime();
    private final Dialling dialling;

    InboundConnection(Capture with, NamespaceSockets sockets, EpollSocketChannel caller, FlowLog.Subject subject) {
        this.with = with;
        this.sockets = sockets;
        this.caller = caller;
        this.subject = subject;
        this.dialling = new Dialling(caller, how -> closed(0, 0, how));
    }

    /** From now on it ends with the run, or when its caller goes. */
    void begin() {
        if (caller.isOpen()) {
            with.live().live(subject.flow(), () -> true, dialling);
        }
    }

    /** Connects to the port inside, unless nobody waits for that any more. Any thread. */
    void connect() {
        if (!caller.isOpen()) {
            return;
        }
        try {
            Descriptor socket = sockets.connect(subject.port());
            caller.eventLoop().execute(() -> connected(socket));
        } catch (IOException | SystemCallException | IllegalStateException e) {
            String why = String.valueOf(e.getMessage());
            caller.eventLoop().execute(() -> failed(why));
        }
    }

    void failed(String why) {
        if (dialling.finish()) {
            with.log().connectFailed(subject, age(), why);
            Relay.reset(caller);
        }
    }

    private void connected(Descriptor socket) {
        if (!caller.isOpen()) {
            // its end is recorded
            socket.close();
            return;
        }
        EpollSocketChannel inside = new EpollSocketChannel(socket.release());
        inside.config().setOption(ChannelOption.AUTO_READ, false);
        inside.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        inside.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, with.memory().buffers());
        inside.pipeline().addLast(new EarlyBytes());
        var _ = caller.eventLoop().register(inside).addListener(registered -> {
            if (!registered.isSuccess()) {
                var _ = inside.close();
                failed("its connection inside cannot be served");
            } else if (dialling.finish()) {
                relay(inside);
            } else {
                Relay.reset(inside);
            }
        });
    }

    private void relay(EpollSocketChannel inside) {
        Relay relay = Relay.of(
                caller,
                inside,
                false,
                with.memory().budget(),
                outcome -> closed(outcome.bytesOut(), outcome.bytesIn(), outcome.end()));
        relay.start();
        if (caller.isOpen()) {
            with.live().live(subject.flow(), () -> true, relay);
        }
        dialling.becomes(relay);
    }

    private void closed(long bytesOut, long bytesIn, RelayEnd how) {
        with.log().closed(subject, null, new FlowLog.Ending(bytesOut, bytesIn, age(), how.id(), "", ""));
    }

    private long age() {
        return (System.nanoTime() - started) / 1_000_000;
    }
}
