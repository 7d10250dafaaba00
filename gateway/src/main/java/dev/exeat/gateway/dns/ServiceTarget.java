package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;

/** A record that sends the client to another host. */
public sealed interface ServiceTarget {
    /** Where the client is sent. */
    HostName target();

    /** A mail exchanger (RFC 1035, section 3.3.9). */
    record MailExchange(int preference, HostName target) implements ServiceTarget {}

    /** A service's location (RFC 2782). */
    record Location(int priority, int weight, int port, HostName target) implements ServiceTarget {}
}
