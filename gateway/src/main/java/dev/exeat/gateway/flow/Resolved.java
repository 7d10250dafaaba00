package dev.exeat.gateway.flow;

import dev.exeat.policy.Decision;
import dev.exeat.policy.IpAddress;
import java.util.List;

/** What came of looking up and screening the target of an allowed flow. */
sealed interface Resolved {
    /** These addresses were screened and may be dialled, no others. */
    record Screened(List<IpAddress> addresses) implements Resolved {
        public Screened {
            addresses = List.copyOf(addresses);
        }
    }

    /** Nothing may be dialled; {@code addresses} are those that were refused, {@code detail} is for the operator. */
    record Refused(Decision decision, List<IpAddress> addresses, String detail) implements Resolved {
        public Refused {
            addresses = List.copyOf(addresses);
        }
    }
}
