package dev.exeat.gateway.http;

import dev.exeat.policy.Flow;
import org.jspecify.annotations.Nullable;

/** The connection towards a target: at most one at a time, and each with its own answers. */
final class UpstreamSide {
    private enum State {
        NONE,
        DIALLING,
        CONNECTED
    }

    private final boolean proxied;
    private final Draft draft;
    private State state = State.NONE;
    private @Nullable Flow target;
    private Answers answers;
    private boolean ended;

    UpstreamSide(boolean proxied, Draft draft) {
        this.proxied = proxied;
        this.draft = draft;
        this.answers = new Answers(proxied);
    }

    boolean isConnected() {
        return state == State.CONNECTED;
    }

    boolean isConnectedTo(Flow flow) {
        return isConnected() && flow.equals(target);
    }

    boolean isDialling() {
        return state == State.DIALLING;
    }

    /** The responses that are due from it; none is while it is not connected. */
    Answers answers() {
        return answers;
    }

    /** What it is, or was last, connected to. */
    @Nullable
    Flow target() {
        return target;
    }

    /** Leaves the connection that there is, and asks for one to another target. */
    void dial(Flow flow) {
        leave(Ending.CLOSE);
        state = State.DIALLING;
        target = flow;
        draft.dial(flow);
    }

    void connected() {
        state = State.CONNECTED;
        ended = false;
        answers = new Answers(proxied);
    }

    /** It was not connected, and there is nothing to end. */
    void failed() {
        state = State.NONE;
    }

    /** Ends the connection, or gives up the dial, if there is one. */
    void leave(Ending ending) {
        if (state != State.NONE) {
            draft.endUpstream(ending);
        }
        state = State.NONE;
    }

    /** It sends no more. */
    void ended() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }
}
