package dev.exeat.policy;

import java.util.Locale;

/** Why something was refused. The id is what the journal, the messages and the workload get to see; the tests assert it. */
public enum DenyReason {
    /** No rule allows this name. */
    NOT_ALLOWED,
    /** A deny rule matches. */
    DENIED_BY_RULE,
    /** A rule allows the name or address, but on other ports. */
    PORT_NOT_ALLOWED,
    /** An address without a name, and no rule for addresses allows it. */
    LITERAL_ADDRESS,
    /** Every address of the name is of a special-purpose block (RFC 6890 and successors). */
    SPECIAL_PURPOSE_ADDRESS,
    /** Some addresses of the name are special-purpose and some are not: the whole set is refused. */
    MIXED_ADDRESSES,
    /** Loopback, unspecified, link-local, multicast or broadcast: refused whatever a rule says. */
    FLOOR_ADDRESS,
    /** An address of the host itself: refused whatever a rule says. */
    HOST_ADDRESS,
    /** An address where a cloud hands out metadata and credentials: refused whatever a rule says. */
    METADATA_ADDRESS,
    /** An address of the synthetic pool that no name is bound to. */
    UNKNOWN_ADDRESS,
    /** The connection went to a listener of the gateway itself. */
    LISTENER_ADDRESS,
    /** The name is not a valid host name. */
    NAME_INVALID,
    /** A special-use name (RFC 6761, RFC 7686 and the like) or a single label that no rule names. */
    SPECIAL_NAME,
    /** A known public DNS-over-HTTPS server that no rule names exactly. */
    DOH_SERVER,
    /** An alias (CNAME) on the way is denied. */
    ALIAS_DENIED,
    /** Too many new labels under a wildcard in a minute. */
    LABEL_BUDGET,
    /** No synthetic address is left. */
    POOL_EXHAUSTED,
    /** Too many DNS questions in a minute. */
    QUERY_LIMIT,
    /** A DNS type that no rule names. */
    TYPE_NOT_ALLOWED,
    /** The upstream resolver failed or gave no answer in time. */
    UPSTREAM_FAILED,
    /** The name has no address. */
    NO_ADDRESS,
    /** No screened address could be connected. */
    CONNECT_FAILED,
    /** The journal cannot be written. */
    JOURNAL_FAILED,
    /** No heartbeat came from the process that guards the walls. */
    NO_HEARTBEAT,
    /** Too many connections at once. */
    CONNECTION_LIMIT,
    /** UDP other than DNS. */
    UDP,
    /** ICMP. */
    ICMP,
    /** Another protocol than TCP. */
    PROTOCOL,
    /** A system call that the sandbox refuses. */
    SYSTEM_CALL;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The kebab-case id, for example {@code not-allowed}. */
    public String id() {
        return id;
    }

    @Override
    public String toString() {
        return id;
    }
}
