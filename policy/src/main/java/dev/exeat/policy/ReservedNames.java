package dev.exeat.policy;

import java.util.List;

/** The names that Exeat gives a meaning of its own; a user's rule cannot allow them. */
public final class ReservedNames {
    /** Answered by the gateway itself with the probe's nonce. */
    public static final HostName PROBE = new HostName("probe.exeat.internal");
    /** The host's loopback, on the ports that were opened for it. */
    public static final HostName HOST = new HostName("host.exeat.internal");
    /** The name by which Docker's users know the host. */
    public static final HostName HOST_DOCKER = new HostName("host.docker.internal");

    static final List<HostName> HOSTS = List.of(HOST, HOST_DOCKER);

    private ReservedNames() {}

    /** Whether the name stands for the host's own services. */
    public static boolean isHost(HostName name) {
        return HOSTS.contains(name);
    }
}
