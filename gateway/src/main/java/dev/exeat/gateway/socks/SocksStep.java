package dev.exeat.gateway.socks;

import dev.exeat.policy.DenyReason;
import dev.exeat.policy.HostPort;
import org.jspecify.annotations.Nullable;

/** What one octet does to a negotiation. */
sealed interface SocksStep {
    /** It goes on, silently or with a reply. */
    record On(SocksState next, @Nullable SocksReply reply) implements SocksStep {}

    /** The request is complete. */
    record Asked(HostPort target) implements SocksStep {}

    /** It ends, silently or with a reply. */
    record Ended(DenyReason reason, @Nullable SocksReply reply, String detail) implements SocksStep {}

    static SocksStep to(SocksState next) {
        return new On(next, null);
    }

    static SocksStep to(SocksState next, SocksReply reply) {
        return new On(next, reply);
    }

    static SocksStep malformed(@Nullable SocksReply reply, String detail) {
        return new Ended(DenyReason.PROXY_MALFORMED, reply, detail);
    }
}
