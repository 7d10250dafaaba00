package dev.exeat.gateway.flow;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import org.jspecify.annotations.Nullable;

/** Which name a synthetic address was given to. Called from event loops: must not block. */
public interface BoundNames {
    /** The name bound to {@code address}, or null. */
    @Nullable
    HostName nameOf(IpAddress address);

    /** Whether {@code address} lies in a synthetic pool, bound or not. */
    boolean isSynthetic(IpAddress address);
}
