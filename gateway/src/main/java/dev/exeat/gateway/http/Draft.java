package dev.exeat.gateway.http;

import dev.exeat.policy.Flow;
import org.jspecify.annotations.Nullable;

/** A step as it comes about. */
final class Draft {
    private final Outflow toUpstream = new Outflow();
    private final Outflow toClient = new Outflow();
    private Ending upstream = Ending.NONE;
    private Ending client = Ending.NONE;
    private @Nullable Flow dial;
    private @Nullable Tunnel tunnel;

    Outflow toUpstream() {
        return toUpstream;
    }

    Outflow toClient() {
        return toClient;
    }

    void endUpstream(Ending ending) {
        upstream = ending;
        if (ending == Ending.RESET) {
            // a request that is cut short need not be sent a little further
            toUpstream.take().release();
        }
    }

    void endClient(Ending ending) {
        client = ending;
    }

    void dial(Flow target) {
        dial = target;
    }

    void tunnel(Tunnel asked) {
        tunnel = asked;
    }

    /** The step, and a new draft. */
    Step take(boolean opaque, boolean readClient, boolean readUpstream) {
        Step step = new Step(
                toUpstream.take(), toClient.take(), upstream, client, dial, tunnel, opaque, readClient, readUpstream);
        upstream = Ending.NONE;
        client = Ending.NONE;
        dial = null;
        tunnel = null;
        return step;
    }
}
