package dev.exeat.gateway.flow;

import dev.exeat.gateway.http.HttpConversation;
import dev.exeat.gateway.http.PieceClock;

/** Keeps how long the two sides of an HTTP connection have been taking, and says when one of its {@link HttpTimes} has passed. One event loop. */
final class HttpPatience {
    /** What has taken too long. */
    enum Late {
        NOTHING,
        HEAD,
        BODY,
        ANSWER,
        /** The next request. */
        REQUEST
    }

    private final HttpTimes times;
    private final HttpConversation conversation;
    private final PieceClock client = new PieceClock();
    private final PieceClock upstream = new PieceClock();
    private long heard;

    HttpPatience(HttpTimes times, HttpConversation conversation) {
        this.times = times;
        this.conversation = conversation;
        this.heard = times.now().getAsLong();
    }

    /** Something came from one of the sides. */
    void heard() {
        heard = times.now().getAsLong();
    }

    /** Takes in what was said, and which sides are read from now on. */
    void watch(boolean readsClient, boolean readsUpstream) {
        long now = times.now().getAsLong();
        boolean owed = conversation.isReadingHead() || conversation.isReadingBody();
        client.watch(conversation.piecesBegun(), readsClient && owed, now);
        upstream.watch(conversation.answerPiecesBegun(), readsUpstream && conversation.isReadingAnswer(), now);
    }

    Late late() {
        long now = times.now().getAsLong();
        if (conversation.isReadingHead() && client.elapsed(now) > times.head().toNanos()) {
            return Late.HEAD;
        }
        if (conversation.isReadingBody() && client.elapsed(now) > times.piece().toNanos()) {
            return Late.BODY;
        }
        if (conversation.isReadingAnswer()
                && upstream.elapsed(now) > times.piece().toNanos()) {
            return Late.ANSWER;
        }
        return conversation.isIdle() && now - heard > times.idle().toNanos() ? Late.REQUEST : Late.NOTHING;
    }
}
