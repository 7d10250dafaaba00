package dev.exeat.gateway.flow;

import io.netty.channel.epoll.EpollSocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose upstream is still being looked up or dialled: its bytes wait, so none has moved and none is delivered. When it is
 * aborted its client is reset; then, and when its client goes, the dial is given up. What a dial brings after that must be reset too.
 * Lives on the client's event loop.
 */
final class Dialling implements LiveConnection {
    private final EpollSocketChannel client;
    private final Consumer<RelayEnd> aborted;
    private final CompletableFuture<Void> givenUp = new CompletableFuture<>();
    private boolean over;
    private @Nullable LiveConnection relay;

    /**
     * A dial that begins.
     *
     * @param aborted records the end; called at most once, before the client is reset
     */
    Dialling(EpollSocketChannel client, Consumer<RelayEnd> aborted) {
        this.client = client;
        this.aborted = aborted;
        var _ = client.closeFuture().addListener(gone -> giveUp(RelayEnd.CLIENT_RESET));
    }

    /** Done once nobody waits any more for what the dial brings. */
    CompletionStage<Void> givenUp() {
        return givenUp;
    }

    /** Takes what the dial brought: false when it was aborted meanwhile and its end is recorded. */
    boolean finish() {
        boolean first = !over;
        over = true;
        // also of a dial that is over: nothing of it is kept for as long as the connection lives
        givenUp.complete(null);
        return first;
    }

    /** What an abort that was under way when the dial was finished is for. */
    void becomes(LiveConnection connected) {
        relay = connected;
    }

    @Override
    public void abort(RelayEnd why) {
        if (client.eventLoop().inEventLoop()) {
            end(why);
        } else {
            client.eventLoop().execute(() -> end(why));
        }
    }

    private void end(RelayEnd why) {
        if (relay != null) {
            relay.abort(why);
        } else {
            giveUp(why);
        }
    }

    private void giveUp(RelayEnd why) {
        if (finish()) {
            aborted.accept(why);
            Relay.reset(client);
        }
    }

    @Override
    public boolean isDelivered() {
        return false;
    }

    @Override
    public long moved() {
        return 0;
    }
}
