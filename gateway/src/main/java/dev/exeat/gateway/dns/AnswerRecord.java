package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;

/** A record that we hand to the client, always owned by the name that was asked for. */
sealed interface AnswerRecord {
    /** A or AAAA, by the family. */
    record Address(IpAddress address) implements AnswerRecord {}

    /** The name of an address. */
    record Pointer(HostName name) implements AnswerRecord {}

    /** SRV or MX, re-encoded from its parsed form. */
    record Service(ServiceTarget target) implements AnswerRecord {}
}
