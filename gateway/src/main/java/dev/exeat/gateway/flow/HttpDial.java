package dev.exeat.gateway.flow;

import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One dial for an HTTP connection. Once it is recorded it has an end in the journal, its own or that of what it connected. One event loop. */
final class HttpDial {
    private final Capture with;
    private final Flow flow;
    private final FlowLog.Subject subject;
    private final long started = System.nanoTime();
    private final CompletableFuture<Void> givenUp = new CompletableFuture<>();
    private boolean open;

    HttpDial(Capture with, Flow flow, FlowLog.Subject subject) {
        this.with = with;
        this.flow = flow;
        this.subject = subject;
    }

    Flow flow() {
        return flow;
    }

    FlowLog.Subject subject() {
        return subject;
    }

    /** By {@link System#nanoTime}. */
    long started() {
        return started;
    }

    /** Done once nobody waits for what it brings. */
    CompletionStage<Void> givenUp() {
        return givenUp;
    }

    /** Records that it goes out to these addresses; false when that can't be recorded. */
    boolean record(Decision allowed, List<IpAddress> addresses) {
        open = with.log().allowed(Event.CONNECTION, subject, allowed, addresses);
        return open;
    }

    /** It is connected: the rest of its record is somebody else's. */
    void connected() {
        open = false;
    }

    /** Records that nobody answered. */
    void failed(String detail) {
        if (open) {
            open = false;
            with.log().connectFailed(subject, age(), detail);
        }
    }

    /** Records that nobody waits for it any more, and has it end. */
    void giveUp(RelayEnd how) {
        givenUp.complete(null);
        if (open) {
            open = false;
            with.log().closed(subject, null, new FlowLog.Ending(0, 0, age(), how.id(), "", ""));
        }
    }

    private long age() {
        return (System.nanoTime() - started) / 1_000_000;
    }
}
