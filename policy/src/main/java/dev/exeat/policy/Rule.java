package dev.exeat.policy;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a policy.
 *
 * @param effect what it does
 * @param scope which names or addresses it is for
 * @param ports which ports it is for
 * @param anyBytes whether any bytes may pass ({@code tcp://}), else only TLS and HTTP
 * @param requests which HTTP requests it is for
 * @param expires the last day on which it counts (UTC); null for ever
 * @param required whether the start must prove that it can be reached
 * @param spelling the rule as the user wrote it
 * @param origin where it was written and what, for example {@code --allow api.example.com}
 */
public record Rule(
        Effect effect,
        Scope scope,
        PortSet ports,
        boolean anyBytes,
        RequestScope requests,
        @Nullable LocalDate expires,
        boolean required,
        String spelling,
        String origin) {
    /** A rule for every request, for ever, that nothing has to prove. */
    public Rule(Effect effect, Scope scope, PortSet ports, boolean anyBytes, String spelling, String origin) {
        this(effect, scope, ports, anyBytes, RequestScope.ALL, null, false, spelling, origin);
    }

    /** What a rule does. */
    public enum Effect {
        /** Allows. */
        ALLOW,
        /** Allows, and lets its names have special-purpose addresses; the floor stays shut. */
        ALLOW_PRIVATE,
        /** Denies, before anything that allows. */
        DENY,
        /** Opens a port of the host's loopback. */
        HOST_SERVICE,
        /** Exeat's own probe, answered by the gateway itself. */
        PROBE,
        /** Exeat's own proxy, which decides again on what is asked of it. */
        DOOR
    }

    /** What a rule is for. A rule for names never matches an address, nor the other way round. */
    public sealed interface Scope {
        /**
         * Hosts by name.
         *
         * @param pattern which names
         */
        record Names(DomainPattern pattern) implements Scope {}

        /**
         * Literal addresses.
         *
         * @param block which addresses
         */
        record Addresses(AddressBlock block) implements Scope {}
    }

    /** Whether the rule has not expired on that day. */
    public boolean countsOn(LocalDate day) {
        return expires == null || !day.isAfter(expires);
    }

    /** Whether the rule is for this flow, port included. */
    public boolean matches(Flow flow) {
        return ports.contains(flow.port()) && matches(flow.target());
    }

    /** Whether the rule is for this name or address on any port. */
    public boolean matches(Target target) {
        return switch (scope) {
            case Scope.Names(DomainPattern pattern) ->
                target instanceof Target.Name(HostName name) && pattern.matches(name);
            case Scope.Addresses(AddressBlock block) ->
                target instanceof Target.Literal(IpAddress address) && block.contains(address);
        };
    }

    /** The user's spelling. */
    @Override
    public String toString() {
        return spelling;
    }
}
