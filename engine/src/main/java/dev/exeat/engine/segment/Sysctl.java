package dev.exeat.engine.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Switches under /proc/sys/net, of the network namespace of the calling thread. */
final class Sysctl {
    private static final Path NET = Path.of("/proc/sys/net");

    private Sysctl() {}

    static boolean kernelHasIpv6() {
        return Files.isDirectory(NET.resolve("ipv6/conf/lo"));
    }

    static void set(String name, int value) {
        try {
            Files.writeString(NET.resolve(name), Integer.toString(value));
        } catch (IOException e) {
            throw new SegmentException(
                    "'" + NET.resolve(name) + "' can't be set to " + value + ": " + e.getMessage(),
                    "check that /proc/sys is writable here");
        }
    }

    /** Makes a fresh namespace forget what it may have inherited from the host. */
    static void prepare(boolean ipv6) {
        set("ipv4/ip_forward", 0);
        // a command of an ordinary user may serve on port 80 of a network that is its own
        set("ipv4/ip_unprivileged_port_start", 0);
        if (kernelHasIpv6()) {
            for (String scope : new String[] {"all", "default", "lo"}) {
                set("ipv6/conf/" + scope + "/disable_ipv6", ipv6 ? 0 : 1);
                set("ipv6/conf/" + scope + "/accept_ra", 0);
                set("ipv6/conf/" + scope + "/forwarding", 0);
            }
        }
    }
}
