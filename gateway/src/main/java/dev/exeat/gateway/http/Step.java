package dev.exeat.gateway.http;

import dev.exeat.policy.Flow;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What to do next, in the order of the parts. Whoever gets a step owns its buffers, and must write or release them.
 *
 * @param toUpstream bytes for the connected upstream; empty while there is none
 * @param toClient bytes for the client
 * @param upstream what becomes of the connected upstream after that, or of a dial that is under way, which is given up; nothing of it may be handed in any more after
 *     {@link Ending#CLOSE} or {@link Ending#RESET}
 * @param client what becomes of the client after that; {@link Ending#CLOSE} and {@link Ending#RESET} end the conversation
 * @param dial a target to connect to; {@link HttpConversation#dialled} or {@link HttpConversation#dialFailed} must follow
 * @param tunnel a tunnel that the client asks for; the conversation is over
 * @param opaque whether both directions are bytes without meaning from now on (after a 101); they may still be handed in
 * @param readClient whether the client should be read; what is handed in all the same is kept until it is, so it should be no more than one read
 * @param readUpstream whether the upstream should be read
 */
public record Step(
        ByteBuf toUpstream,
        ByteBuf toClient,
        Ending upstream,
        Ending client,
        @Nullable Flow dial,
        @Nullable Tunnel tunnel,
        boolean opaque,
        boolean readClient,
        boolean readUpstream) {
    /** Releases every buffer of it, for whoever can't write them any more. */
    public void release() {
        toUpstream.release();
        toClient.release();
        if (tunnel != null) {
            tunnel.early().release();
        }
    }
}
