package dev.exeat.gateway.http;

import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.DenyReason;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Decides as a policy for {@code allowed.example} and {@code other.example} would, without DELETE and /denied; writes all of it down. */
final class FakeJudge implements HttpJudge {
    private static final Set<Target> ALLOWED = Set.of(name("allowed.example"), name("other.example"));

    final List<String> records = new ArrayList<>();

    private static Target name(String text) {
        return Target.of(HostName.parseWire(text).orElseThrow());
    }

    @Override
    public Judgement decide(Flow flow, Content.Http request) {
        Decision decision = decision(flow, request);
        records.add(decision.reasonId() + " " + request.method() + " " + flow + " " + request.path());
        return new Judgement(decision, "x-" + records.size());
    }

    private static Decision decision(Flow flow, Content.Http request) {
        if (!request.host().equals(flow.target()) || (request.port() != 0 && request.port() != flow.port())) {
            return Decision.deny(DenyReason.HOST_MISMATCH);
        }
        if (!ALLOWED.contains(request.host())) {
            return Decision.deny(DenyReason.NOT_ALLOWED);
        }
        if (request.method().equals("DELETE")) {
            return Decision.deny(DenyReason.METHOD_NOT_ALLOWED);
        }
        return request.path().equals("/denied") ? Decision.deny(DenyReason.PATH_NOT_ALLOWED) : Decision.allow(null);
    }

    @Override
    public String refused(Flow flow, DenyReason reason, String detail) {
        records.add(reason + " " + detail);
        return "x-" + records.size();
    }

    @Override
    public String failed(Flow flow, UpstreamFault fault, String detail) {
        records.add(fault + " " + detail);
        return "x-" + records.size();
    }
}
