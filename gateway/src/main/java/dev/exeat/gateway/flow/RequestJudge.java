package dev.exeat.gateway.flow;

import dev.exeat.gateway.http.HttpJudge;
import dev.exeat.gateway.http.JudgedRequest;
import dev.exeat.gateway.http.UpstreamFault;
import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Target;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Decides and records the requests of one connection. */
final class RequestJudge implements HttpJudge {
    private final Capture with;
    private final long number;

    RequestJudge(Capture with, long number) {
        this.with = with;
        this.number = number;
    }

    @Override
    public Judgement decide(Flow flow, Content.Http request) {
        String id = with.log().nextDecision();
        FlowLog.Subject subject = subject(flow);
        Decision decision = with.decide(named(with.names(), flow), request);
        if (decision.allowed() && !with.log().allowed(subject, decision, request, id)) {
            return new Judgement(Decision.deny(DenyReason.JOURNAL_FAILED), id);
        }
        if (!decision.allowed()) {
            with.log().denied(subject, decision, request, id);
        }
        return new Judgement(decision, id);
    }

    /** A client of a proxy that looked the name up itself asks for the synthetic address: that is the name. */
    static Flow named(BoundNames names, Flow flow) {
        HostName name = flow.target() instanceof Target.Literal(IpAddress address) ? names.nameOf(address) : null;
        return name == null ? flow : Flow.to(name, flow.port());
    }

    /** Whether {@code decide} would let every one of these through again; nothing is recorded. Safe for threads. */
    static boolean areLet(BoundNames names, BiFunction<Flow, Content, Decision> decide, List<JudgedRequest> requests) {
        return requests.stream()
                .allMatch(request -> decide.apply(named(names, request.flow()), request.content())
                        .allowed());
    }

    private FlowLog.Subject subject(@Nullable Flow flow) {
        FlowLog.Subject subject =
                flow == null ? new FlowLog.Subject(number, "", "", 0) : FlowLog.Subject.of(number, flow);
        return subject.over("http");
    }

    @Override
    public String refused(@Nullable Flow flow, DenyReason reason, String detail) {
        String id = with.log().nextDecision();
        with.log().denied(subject(flow), Decision.deny(reason), id, detail);
        return id;
    }

    @Override
    public String failed(Flow flow, UpstreamFault fault, String detail) {
        with.log().closed(subject(flow), null, new FlowLog.Ending(0, 0, 0, "answer-refused", fault.id(), detail));
        return "";
    }
}
