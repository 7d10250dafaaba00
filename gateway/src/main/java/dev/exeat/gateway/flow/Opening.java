package dev.exeat.gateway.flow;

import dev.exeat.gateway.tls.ClientHelloReader;
import dev.exeat.gateway.tls.HelloProgress;
import dev.exeat.policy.Content;
import dev.exeat.policy.DenyReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client sends first until it is known what that is, within a time and a size. Whatever was read is kept for whoever takes
 * the connection on. Lives on its event loop, and tells once.
 */
public final class Opening implements EarlyBytes.Watcher {
    /** What the first bytes are. */
    sealed interface Said {
        /**
         * A whole ClientHello.
         *
         * @param octets how many of the client's bytes it took
         */
        record Tls(Content.Tls content, int octets) implements Said {}

        /** The beginning of an HTTP/1 request. */
        record Http() implements Said {}

        /** Something else. */
        record Other() implements Said {}

        /** Bytes that are refused whatever the policy says; {@code tls} says whether the client speaks TLS. */
        record Refused(DenyReason reason, String detail, boolean tls) implements Said {}
    }

    /**
     * How long a client may take.
     *
     * @param first until its first byte
     * @param whole until it is known what it says
     */
    public record Times(Duration first, Duration whole) {
        /** Long for a busy machine, short for whoever only holds a place. */
        public static final Times USUAL = new Times(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    /** So many bytes say whether something is HTTP. */
    private static final int HEAD = 32;

    private final EpollSocketChannel client;
    private final EarlyBytes early;
    private final Consumer<Said> told;
    private final ScheduledFuture<?> firstDeadline;
    private final ScheduledFuture<?> wholeDeadline;
    private final ByteBuf head;
    private @Nullable ClientHelloReader hello;
    private boolean begun;
    private boolean over;

    private Opening(EpollSocketChannel client, Times times, Consumer<Said> told) {
        this.client = client;
        this.early = client.pipeline().get(EarlyBytes.class);
        this.told = told;
        this.head = client.alloc().buffer(HEAD);
        this.firstDeadline = deadline(times.first(), () -> !begun);
        this.wholeDeadline = deadline(times.whole(), () -> true);
        // a client that is gone tells nobody anything
        var _ = client.closeFuture().addListener(gone -> stop());
    }

    /** Begins to read from the client, which keeps its bytes in an {@link EarlyBytes}. */
    static void read(EpollSocketChannel client, Times times, Consumer<Said> told) {
        Opening opening = new Opening(client, times, told);
        opening.early.watch(opening);
        if (!opening.over) {
            client.config().setAutoRead(true);
        }
    }

    private ScheduledFuture<?> deadline(Duration after, java.util.function.BooleanSupplier counts) {
        return client.eventLoop()
                .schedule(
                        () -> {
                            if (counts.getAsBoolean()) {
                                tell(new Said.Refused(DenyReason.CONTENT_LATE, "", hello != null));
                            }
                        },
                        after.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void arrived(ByteBuf more) {
        begun |= more.isReadable();
        if (hello != null) {
            read(hello, more);
            return;
        }
        ByteBuf unread = more.slice();
        head.writeBytes(unread, Math.min(unread.readableBytes(), HEAD - head.readableBytes()));
        switch (FirstBytes.of(head)) {
            case UNDECIDED -> {}
            case HTTP -> tell(new Said.Http());
            case OTHER -> tell(new Said.Other());
            case TLS -> {
                hello = new ClientHelloReader(ClientHelloReader.DEFAULT_LIMIT);
                // what is in the head only, then this buffer's rest
                int seen = more.readableBytes() - unread.readableBytes();
                read(hello, head.slice(0, head.readableBytes() - seen));
                if (!over) {
                    read(hello, more);
                }
            }
        }
    }

    private void read(ClientHelloReader reader, ByteBuf more) {
        switch (reader.take(more)) {
            case HelloProgress.More ignored -> {}
            case HelloProgress.Read(Content.Tls content, var protocols) -> tell(new Said.Tls(content, reader.octets()));
            case HelloProgress.Refused(DenyReason reason, String detail) ->
                tell(new Said.Refused(reason, detail, true));
        }
    }

    @Override
    public void ended() {
        if (hello == null) {
            tell(begun ? new Said.Other() : new Said.Refused(DenyReason.CONTENT_LATE, "ended before a byte", false));
        } else {
            tell(new Said.Refused(DenyReason.TLS_MALFORMED, "ended inside its ClientHello", true));
        }
    }

    private void tell(Said said) {
        if (over) {
            return;
        }
        client.config().setAutoRead(false);
        stop();
        told.accept(said);
    }

    private void stop() {
        if (!over) {
            over = true;
            hello = null;
            early.unwatch();
            firstDeadline.cancel(false);
            wholeDeadline.cancel(false);
            head.release();
        }
    }
}
