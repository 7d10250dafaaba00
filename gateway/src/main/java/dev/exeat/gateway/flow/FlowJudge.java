package dev.exeat.gateway.flow;

import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.LocalAddresses;
import dev.exeat.policy.Policy;
import java.util.List;

/** The questions that a flow puts to the policy on its way out, in this order. Called from event loops: must not block. */
public interface FlowJudge {
    /** Whether a connection to this name or address and port may be made. */
    Decision decide(Flow flow);

    /** Whether this alias may lie between the name and the addresses that are dialled at this port. */
    Decision decideAlias(HostName alias, int port);

    /** Whether an allowed flow may be dialled at these addresses. */
    Decision screen(Flow flow, Decision allowed, List<IpAddress> addresses);

    /** The policy's own answers, with the host's addresses as they are at that moment. */
    static FlowJudge of(Policy policy, LocalAddresses own) {
        return new FlowJudge() {
            @Override
            public Decision decide(Flow flow) {
                return policy.decide(flow);
            }

            @Override
            public Decision decideAlias(HostName alias, int port) {
                return policy.decideAlias(alias, port);
            }

            @Override
            public Decision screen(Flow flow, Decision allowed, List<IpAddress> addresses) {
                return policy.screen(flow, allowed, addresses, own);
            }
        };
    }
}
