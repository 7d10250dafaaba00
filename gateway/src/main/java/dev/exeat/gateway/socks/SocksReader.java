package dev.exeat.gateway.socks;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the negotiation of one SOCKS 5 connection (RFC 1928) up to its request, in any number of pieces; a client may send all of it and
 * the first bytes of the tunnel at once. What comes out depends on the bytes alone and not on how they were cut, and what is wrong is
 * refused at the first byte that shows it.
 *
 * <p>Carried is CONNECT to a name, an IPv4 or an IPv6 address. No login is asked for where the client can do without. An answer is there
 * after 1,032 bytes at most. There is no deadline here: that is the caller's.
 */
public final class SocksReader {
    private SocksState state = new GreetingState.Version();
    private boolean answered;

    /**
     * Takes the bytes that are new, and says how far the negotiation has got. The buffer's indices stay as they are, and no reference to
     * it is kept.
     *
     * @throws IllegalStateException when {@link SocksProgress.Request} or {@link SocksProgress.Refused} was answered before
     */
    public SocksProgress take(ByteBuf bytes) {
        if (answered) {
            throw new IllegalStateException("the negotiation is already answered");
        }
        List<SocksReply> replies = new ArrayList<>();
        for (int index = bytes.readerIndex(); index < bytes.writerIndex(); index++) {
            int consumed = index + 1 - bytes.readerIndex();
            SocksProgress end = advance(bytes.getUnsignedByte(index), consumed, replies);
            if (end != null) {
                answered = true;
                return end;
            }
        }
        return new SocksProgress.More(replies);
    }

    /** Takes one octet and adds what it makes the server say; gives the answer when there is one. */
    private @Nullable SocksProgress advance(int octet, int consumed, List<SocksReply> replies) {
        SocksStep step = state.take(octet);
        switch (step) {
            case SocksStep.On(SocksState next, SocksReply reply) -> {
                state = next;
                add(replies, reply);
                return null;
            }
            case SocksStep.Asked asked -> {
                return new SocksProgress.Request(asked.target(), consumed, replies);
            }
            case SocksStep.Ended ended -> {
                add(replies, ended.reply());
                return new SocksProgress.Refused(ended.reason(), replies, ended.detail());
            }
        }
    }

    private static void add(List<SocksReply> replies, @Nullable SocksReply reply) {
        if (reply != null) {
            replies.add(reply);
        }
    }
}
