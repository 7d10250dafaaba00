package dev.exeat.gateway.flow;

import dev.exeat.policy.Content;
import dev.exeat.policy.Decision;
import dev.exeat.policy.Flow;
import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.LocalAddresses;
import dev.exeat.policy.Policy;
import java.util.List;
import java.util.function.Supplier;

/** The questions that a flow puts to the policy on its way out, in this order. Called from event loops: must not block. */
public interface FlowJudge {
    /** Whether a connection to this name or address and port may be made. */
    Decision decide(Flow flow);

    /** Whether the bytes of an allowed connection are not looked at. */
    boolean takesAnyBytes(Flow flow);

    /** Whether a connection may go on with these bytes; asked again for each HTTP request. */
    Decision decide(Flow flow, Content content);

    /** Whether this alias may lie between the name and the addresses that are dialled at this port. */
    Decision decideAlias(HostName alias, int port);

    /** Whether an allowed flow may be dialled at these addresses. */
    Decision screen(Flow flow, Decision allowed, List<IpAddress> addresses);

    /** The answers of the policy of that moment, with the host's addresses as they are at that moment. */
    static FlowJudge of(Supplier<Policy> policy, LocalAddresses own) {
        return new FlowJudge() {
            @Override
            public Decision decide(Flow flow) {
                return policy.get().decide(flow);
            }

            @Override
            public boolean takesAnyBytes(Flow flow) {
                return policy.get().takesAnyBytes(flow);
            }

            @Override
            public Decision decide(Flow flow, Content content) {
                return policy.get().decide(flow, content);
            }

            @Override
            public Decision decideAlias(HostName alias, int port) {
                return policy.get().decideAlias(alias, port);
            }

            @Override
            public Decision screen(Flow flow, Decision allowed, List<IpAddress> addresses) {
                return policy.get().screen(flow, allowed, addresses, own);
            }
        };
    }
}
