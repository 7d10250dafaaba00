package dev.exeat.policy;

import java.util.Set;

/** The names that Exeat gives a meaning of its own; a user's rule cannot allow them. */
public final class ReservedNames {
    /** Answered by the gateway itself with the probe's nonce. */
    public static final HostName PROBE = new HostName("probe.exeat.internal");
    /** The gateway's doors for clients that are set up to use a proxy. */
    public static final HostName PROXY = new HostName("proxy.exeat.internal");
    /** The door that speaks HTTP (CONNECT and absolute-form). */
    public static final int HTTP_DOOR = 3128;
    /** The door that speaks SOCKS5. */
    public static final int SOCKS_DOOR = 1080;
    /** The host's loopback, on the ports that were opened for it. */
    public static final HostName HOST = new HostName("host.exeat.internal");
    /** The name by which Docker's users know the host. */
    public static final HostName HOST_DOCKER = new HostName("host.docker.internal");

    private static final Set<HostName> HOSTS = Set.of(HOST, HOST_DOCKER);
    private static final DomainPattern OWN =
            new DomainPattern(DomainPattern.Form.APEX_AND_BELOW, new HostName("exeat.internal"));

    private ReservedNames() {}

    /** Whether the name stands for the host's own services. */
    public static boolean isHost(HostName name) {
        return HOSTS.contains(name);
    }

    /** Whether no rule for names reaches this one: only what Exeat itself says of it counts. */
    static boolean isOwn(HostName name) {
        return OWN.matches(name) || isHost(name);
    }

    /** Whether the pattern stands for nothing but such names. */
    static boolean covers(DomainPattern pattern) {
        return OWN.matches(pattern.base()) || (!pattern.isWildcard() && isHost(pattern.base()));
    }
}
