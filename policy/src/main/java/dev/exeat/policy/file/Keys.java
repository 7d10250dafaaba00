package dev.exeat.policy.file;

import java.util.List;
import java.util.Map;

/** The keys of each mapping in a policy file. The schema that ships beside this class knows the same ones; a test holds the two together. */
final class Keys {
    static final List<String> TOP = List.of("version", "profile", "egress", "host", "publish", "dns", "limits");
    static final List<String> EGRESS = List.of("allow", "deny");
    static final List<String> ENTRY = List.of(
            "host", "cidr", "ports", "scheme", "methods", "paths", "private", "required", "expires", "description");
    /** What a deny rule can say: it refuses whatever the bytes and the requests are. */
    static final List<String> DENY_ENTRY = List.of("host", "cidr", "ports", "expires", "description");

    static final List<String> DNS = List.of("upstream", "queries-per-minute");
    static final List<String> LIMITS = List.of("connections");

    /** Words of the design that are not enforced yet: to read one and not to enforce it would be a lie. */
    static final Map<String, String> UNSUPPORTED = Map.of(
            "audit", "every decision is in the journal already; leave it out",
            "ruleset", "name the hosts",
            "github-meta", "name the hosts, or the blocks with 'cidr'",
            "bytes-out-per-day", "leave it out");

    private Keys() {}
}
