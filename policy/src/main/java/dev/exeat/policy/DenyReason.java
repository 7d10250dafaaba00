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
    /** The first bytes are neither TLS nor HTTP, and no rule lets any bytes pass. */
    CONTENT_UNKNOWN,
    /** No first bytes came in time, and no rule lets a server speak first. */
    CONTENT_LATE,
    /** Port 443 carries TLS only. */
    NOT_TLS,
    /** Port 80 carries HTTP only. */
    NOT_HTTP,
    /** A ClientHello that breaks RFC 8446 or RFC 6066, or is of SSL 2. */
    TLS_MALFORMED,
    /** A ClientHello larger than any client sends. */
    TLS_TOO_LARGE,
    /** TLS without a server name, on a connection that was made to a name. */
    SNI_MISSING,
    /** The server name is not the name that the connection was made to. */
    SNI_MISMATCH,
    /** The server name is the public one of an Encrypted ClientHello, and the inner one cannot be seen. */
    ENCRYPTED_HELLO,
    /** Bytes that RFC 9112 does not let pass as a request, or that two parsers might read in two ways. */
    HTTP_MALFORMED,
    /** A request head larger than any client sends. */
    HTTP_TOO_LARGE,
    /** The request is for another host than the connection. */
    HOST_MISMATCH,
    /** HTTP/2 without TLS, which would hide the requests. */
    HTTP2_CLEARTEXT,
    /** The rules for this host allow other methods only. */
    METHOD_NOT_ALLOWED,
    /** The rules for this host allow other paths only. */
    PATH_NOT_ALLOWED,
    /** A path that a server may read differently, where the rules are about paths. */
    PATH_AMBIGUOUS,
    /** The rules are about methods or paths, and TLS hides the request. */
    REQUEST_HIDDEN,
    /** The rule that would allow it has expired. */
    RULE_EXPIRED,
    /** A proxy command that is not carried, such as SOCKS BIND. */
    COMMAND_NOT_ALLOWED,
    /** Bytes that are no request of the proxy's protocol. */
    PROXY_MALFORMED,
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
