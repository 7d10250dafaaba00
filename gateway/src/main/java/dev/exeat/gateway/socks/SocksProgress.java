package dev.exeat.gateway.socks;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.HostPort;
import java.util.List;

/** How far a negotiation has got, with what is to be sent now, in this order and before anything else. */
public sealed interface SocksProgress {
    /** What to send now; often nothing. */
    List<SocksReply> replies();

    /** It is right so far, and the request is not complete. */
    record More(List<SocksReply> replies) implements SocksProgress {
        public More {
            replies = List.copyOf(replies);
        }
    }

    /**
     * The client asks for a connection, and waits for one reply more, {@link SocksReply#SUCCEEDED} or a refusal.
     *
     * @param target where to
     * @param consumed how many of the bytes given last belong to the negotiation; those after them are the tunnel's
     */
    record Request(HostPort target, int consumed, List<SocksReply> replies) implements SocksProgress {
        public Request {
            replies = List.copyOf(replies);
        }
    }

    /**
     * It is nothing that is carried. The connection is closed after the replies; there are none for what does not speak SOCKS 5.
     *
     * @param reason {@link DenyReason#PROXY_MALFORMED}, {@link DenyReason#COMMAND_NOT_ALLOWED} or {@link DenyReason#NAME_INVALID}
     * @param detail what was found, one sentence for the operator, without a character that could change a terminal
     */
    record Refused(DenyReason reason, List<SocksReply> replies, String detail) implements SocksProgress {
        public Refused {
            replies = List.copyOf(replies);
        }
    }
}
