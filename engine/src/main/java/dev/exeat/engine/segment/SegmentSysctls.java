package dev.exeat.engine.segment;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The switches of a segment's network namespace, by the names of sysctl(8): set by Exeat itself, or by the engine that makes the namespace. */
public final class SegmentSysctls {
    private SegmentSysctls() {}

    /**
     * Name and value of each.
     *
     * @param ipv6 whether the segment speaks IPv6
     */
    public static SequencedMap<String, String> of(boolean ipv6) {
        SequencedMap<String, String> all = new LinkedHashMap<>();
        all.put("net.ipv4.ip_forward", "0");
        // a command of an ordinary user may serve on port 80 of a network that is its own
        all.put("net.ipv4.ip_unprivileged_port_start", "0");
        // nobody: an engine may have opened the unprivileged kind of echo socket
        all.put("net.ipv4.ping_group_range", "1 0");
        if (!Sysctl.kernelHasIpv6()) {
            return all;
        }
        for (String scope : new String[] {"all", "default", "lo"}) {
            String conf = "net.ipv6.conf." + scope;
            all.put(conf + ".disable_ipv6", ipv6 ? "0" : "1");
            all.put(conf + ".accept_ra", "0");
            all.put(conf + ".forwarding", "0");
        }
        return all;
    }
}
