package dev.exeat.container.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The system calls of a workload as a seccomp profile that Docker and Podman take (runtime-spec, "Seccomp", with Docker's {@code archMap}).
 *
 * <p>It is an allow-list, for x86_64, and for aarch64 with 32-bit arm. Whoever uses the conventions of i386 or x32 is killed: libseccomp lets
 * i386's socketcall(2) through as soon as socket(2) is allowed with some arguments, whatever a profile says of socketcall, and so every socket family. Beyond the engines' own default profiles it refuses io_uring, every socket family but UNIX, INET, INET6 and NETLINK, and every
 * protocol but TCP, UDP and ping's, as the native engine does. Nested namespaces are refused, as the engines do by default. clone3(2) hides
 * its flags from a filter, so it does not exist (ENOSYS) and C libraries fall back to clone(2). Nothing is given back with a capability,
 * since those that would are refused.
 */
public final class SeccompProfile {
    private static final int EPERM = 1;
    private static final int EINVAL = 22;
    private static final int ENOSYS = 38;
    private static final int EAFNOSUPPORT = 97;

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int NETLINK_AUDIT = 9;
    private static final int SOCK_TYPE_MASK = 0xf;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final List<Integer> REFUSED_TYPES = List.of(3, 4, 5, 6, 10); // RAW, RDM, SEQPACKET, DCCP, PACKET
    private static final List<Integer> STREAM_PROTOCOLS = List.of(0, 6, 262); // TCP, MPTCP
    private static final List<Integer> DATAGRAM_PROTOCOLS = List.of(0, 1, 17, 58); // UDP and the echo sockets of ping

    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
    private static final List<Long> NAMESPACES =
            List.of(0x00020000L, 0x02000000L, 0x04000000L, 0x08000000L, 0x10000000L, 0x20000000L, 0x40000000L);

    /** Linux and 32-bit Linux, with and without UNAME26, and the question which one it is; no ADDR_NO_RANDOMIZE. */
    private static final List<Long> PERSONALITIES = List.of(0L, 8L, 0x20000L, 0x20008L, 0xffffffffL);

    private final List<String> rules = new ArrayList<>();

    private SeccompProfile() {}

    /** The profile. */
    public static String json() {
        SeccompProfile profile = new SeccompProfile();
        profile.allow(names("syscalls-allowed.txt"));
        profile.fail(EPERM, names("syscalls-refused.txt"));
        profile.threadsAndProcesses();
        PERSONALITIES.forEach(value -> profile.allow(List.of("personality"), equal(0, value)));
        profile.sockets();
        return String.format(Locale.ROOT, """
                {
                  "defaultAction": "SCMP_ACT_ERRNO",
                  "defaultErrnoRet": %d,
                  "archMap": [
                    {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": []},
                    {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]}
                  ],
                  "syscalls": [
                    %s
                  ]
                }
                """, ENOSYS, String.join(",\n    ", profile.rules));
    }

    private void threadsAndProcesses() {
        long all = NAMESPACES.stream().mapToLong(Long::longValue).sum();
        allow(List.of("clone"), argument(0, "MASKED_EQ", all, 0));
        NAMESPACES.forEach(one -> fail(EPERM, List.of("clone"), argument(0, "MASKED_EQ", one, one)));
        fail(ENOSYS, List.of("clone3"));
    }

    private void sockets() {
        List<String> socket = List.of("socket");
        List<String> pair = List.of("socketpair");
        allow(socket, equal(0, AF_UNIX));
        allow(pair, equal(0, AF_UNIX));
        for (int family : List.of(AF_INET, AF_INET6)) {
            STREAM_PROTOCOLS.forEach(
                    protocol -> allow(socket, equal(0, family), type(SOCK_STREAM), equal(2, protocol)));
            DATAGRAM_PROTOCOLS.forEach(
                    protocol -> allow(socket, equal(0, family), type(SOCK_DGRAM), equal(2, protocol)));
            REFUSED_TYPES.forEach(type -> fail(EPERM, socket, equal(0, family), type(type)));
        }
        allow(socket, equal(0, AF_NETLINK), equal(2, NETLINK_ROUTE));
        allow(socket, equal(0, AF_NETLINK), equal(2, NETLINK_SOCK_DIAG));
        // what a kernel without audit says: sudo and login go on then, and do not on EPERM
        fail(EINVAL, socket, equal(0, AF_NETLINK), equal(2, NETLINK_AUDIT));
        IntStream.range(0, AF_NETLINK)
                .filter(family -> !List.of(AF_UNIX, AF_INET, AF_INET6).contains(family))
                .forEach(family -> fail(EAFNOSUPPORT, socket, equal(0, family)));
        fail(EAFNOSUPPORT, socket, argument(0, "GT", AF_NETLINK, 0));
        fail(EAFNOSUPPORT, pair, argument(0, "GT", AF_UNIX, 0));
    }

    private void allow(List<String> names, String... arguments) {
        rules.add("{\"names\": [" + quoted(names) + "], \"action\": \"SCMP_ACT_ALLOW\"" + list(arguments) + "}");
    }

    private void fail(int errno, List<String> names, String... arguments) {
        rules.add("{\"names\": [" + quoted(names) + "], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": " + errno
                + list(arguments) + "}");
    }

    private static String list(String... arguments) {
        return arguments.length == 0 ? "" : ", \"args\": [" + String.join(", ", arguments) + "]";
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
    }

    private static String equal(int index, long value) {
        return argument(index, "EQ", value, 0);
    }

    private static String type(int type) {
        return argument(1, "MASKED_EQ", SOCK_TYPE_MASK, type);
    }

    /** For MASKED_EQ the value is the mask, and the second one what is left under it. */
    private static String argument(int index, String comparison, long value, long second) {
        return String.format(
                Locale.ROOT,
                "{\"index\": %d, \"value\": %d, \"valueTwo\": %d, \"op\": \"SCMP_CMP_%s\"}",
                index,
                value,
                second,
                comparison);
    }

    private static List<String> names(String resource) {
        try (InputStream in = Objects.requireNonNull(SeccompProfile.class.getResourceAsStream(resource), resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .filter(name -> !name.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
