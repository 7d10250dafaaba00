package dev.exeat.gateway.flow;

import dev.exeat.gateway.audit.Event;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.IpAddress;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes the outward half of a connection to prove that it can be made: decided, looked up, screened, recorded and dialled as any other,
 * then closed without a byte.
 */
public final class Reach {
    private final Capture with;
    private final Flow flow;
    private final FlowLog.Subject subject;
    private final long started = System.nanoTime();

    private Reach(Capture with, Flow flow) {
        this.with = with;
        this.flow = flow;
        this.subject = FlowLog.Subject.of(with.log().nextFlow(), flow);
    }

    /** Gives an empty text once a connection stood, else why none did. */
    public static CompletableFuture<String> of(Capture with, Flow flow, EventLoop loop) {
        return new Reach(with, flow).dial(loop);
    }

    private CompletableFuture<String> dial(EventLoop loop) {
        Decision decision = with.decide(flow);
        if (!decision.allowed()) {
            with.log().denied(subject, decision, with.log().nextDecision(), "");
            return CompletableFuture.completedFuture(decision.reasonId());
        }
        return with.dialler()
                .dial(flow, decision, loop, addresses -> recorded(decision, addresses), new CompletableFuture<>())
                .thenApply(this::outcome);
    }

    private boolean recorded(Decision decision, List<IpAddress> addresses) {
        return with.guarded().getAsBoolean() && with.log().allowed(Event.CONNECTION, subject, decision, addresses);
    }

    private String outcome(Dialled dialled) {
        return switch (dialled) {
            case Dialled.Connected(var upstream, IpAddress address) -> {
                var _ = upstream.close();
                closed(address, "probed", "", "");
                yield "";
            }
            case Dialled.Refused(Resolved.Refused why) -> {
                with.log().denied(subject, why.decision(), with.log().nextDecision(), why.detail());
                yield (why.decision().reasonId() + " " + why.detail()).strip();
            }
            case Dialled.Failed(String detail) -> {
                closed(null, "connect-failed", DenyReason.CONNECT_FAILED.id(), detail);
                yield (DenyReason.CONNECT_FAILED.id() + " " + detail).strip();
            }
            case Dialled.Unrecorded() -> DenyReason.JOURNAL_FAILED.id();
        };
    }

    private void closed(@Nullable IpAddress address, String how, String reason, String detail) {
        long took = (System.nanoTime() - started) / 1_000_000;
        with.log().closed(subject, address, new FlowLog.Ending(0, 0, took, how, reason, detail));
    }
}
