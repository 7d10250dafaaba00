package dev.exeat.engine.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Switches under /proc/sys/net, of the network namespace of the calling thread. */
final class Sysctl {
    private static final Path NET = Path.of("/proc/sys/net");

    /** What the kernel gives each new namespace whatever the host has; an ordinary user's, without group 1, could not even set it. */
    private static final Set<String> KERNELS = Set.of("ipv4/ping_group_range");

    private Sysctl() {}

    static boolean kernelHasIpv6() {
        return Files.isDirectory(NET.resolve("ipv6/conf/lo"));
    }

    private static void set(String name, String value) {
        try {
            Files.writeString(NET.resolve(name), value);
        } catch (IOException e) {
            throw new SegmentException(
                    "'" + NET.resolve(name) + "' can't be set to " + value + ": " + e.getMessage(),
                    "check that /proc/sys is writable here");
        }
    }

    /**
     * Makes a fresh namespace forget what it may have inherited from the host.
     *
     * @param made whether that was done already: then it is only checked, and what differs is refused
     */
    static void prepare(boolean ipv6, boolean made) {
        SegmentSysctls.of(ipv6).forEach((name, value) -> {
            String path = name.replace('.', '/').substring("net/".length());
            if (made && !means(get(path), value)) {
                throw new SegmentException("'" + name + "' is " + get(path) + " and not " + value, "");
            }
            if (!made && !KERNELS.contains(path)) {
                set(path, value);
            }
        });
    }

    /** Groups are numbers of the user namespace: one that has no group 1 shows another range, which is just as empty. */
    static boolean means(String found, String value) {
        return found.equals(value) || (isEmptyRange(found) && isEmptyRange(value));
    }

    private static boolean isEmptyRange(String value) {
        String[] ends = value.split(" ");
        return ends.length == 2 && Long.parseLong(ends[0]) > Long.parseLong(ends[1]);
    }

    private static String get(String name) {
        try {
            // not readString: it reads a file of unknown size in pieces, and the kernel gives such a value only whole
            return Files.readAllLines(NET.resolve(name)).getFirst().replace('\t', ' ');
        } catch (IOException e) {
            throw new SegmentException("'" + NET.resolve(name) + "' can't be read: " + e.getMessage(), "");
        }
    }
}
