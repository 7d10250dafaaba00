package dev.exeat.engine.jail;

import dev.exeat.linux.Errno;
import dev.exeat.linux.FilterCode;
import dev.exeat.linux.Seccomp;
import java.util.List;

/**
 * The system calls that a sandboxed command cannot make.
 *
 * <p>Sockets are an allow-list: every family and protocol but those below is a way around the gateway or a road into seldom-used kernel
 * code. The rest is what no ordinary program needs and what reaches outside of the sandbox's namespaces. ptrace(2) stays, but
 * for the first process: the command sees only its own processes. Nested user namespaces stay, they give no power over the sandbox's network; but not cgroup namespaces,
 * which would let a nested root mount the host's cgroups. clone3(2) hides its flags from a filter, so it does not exist (ENOSYS), and C
 * libraries fall back to clone(2).
 */
public final class WorkloadFilter {
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOCK_TYPE_MASK = 0xf;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final List<Integer> STREAM_PROTOCOLS = List.of(0, 6, 262); // TCP, MPTCP
    private static final List<Integer> DATAGRAM_PROTOCOLS = List.of(0, 1, 17, 58); // UDP and the echo sockets of ping
    private static final int CLONE_NEWCGROUP = 0x02000000;
    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541C;

    private static final List<String> REFUSED = List.of(
            "_sysctl",
            "acct",
            "add_key",
            "bpf",
            "clock_settime",
            "clock_settime64",
            "create_module",
            "delete_module",
            "finit_module",
            "init_module",
            "io_uring_enter",
            "io_uring_register",
            "io_uring_setup",
            "ioperm",
            "iopl",
            "kexec_file_load",
            "kexec_load",
            "keyctl",
            "lookup_dcookie",
            "nfsservctl",
            "open_by_handle_at",
            "perf_event_open",
            "quotactl",
            "quotactl_fd",
            "reboot",
            "request_key",
            "settimeofday",
            "socketcall", // 32-bit only, and its arguments lie in memory where a filter cannot see them
            "stime",
            "swapoff",
            "swapon",
            "sysfs",
            "syslog",
            "uselib",
            "userfaultfd",
            "ustat",
            "vhangup",
            "vm86",
            "vm86old");

    private WorkloadFilter() {}

    /** The filter; to be installed on the thread that starts the jail. */
    public static Seccomp filter() {
        Seccomp filter = Seccomp.allowingAll()
                .examining("socket", WorkloadFilter::socket)
                .examining("socketpair", WorkloadFilter::socketPair)
                .examining("unshare", WorkloadFilter::namespaces)
                .examining("clone", WorkloadFilter::namespaces)
                .examining("ioctl", WorkloadFilter::terminal)
                .examining("ptrace", WorkloadFilter::firstProcess)
                .failing("clone3", Errno.ENOSYS);
        for (String call : REFUSED) {
            filter = filter.refusing(call);
        }
        return filter;
    }

    private static void socket(FilterCode code) {
        code.loadArgument(0)
                .ifEqual(AF_UNIX, FilterCode::allow)
                .ifEqual(AF_INET, WorkloadFilter::internetSocket)
                .ifEqual(AF_INET6, WorkloadFilter::internetSocket)
                .ifEqual(AF_NETLINK, netlink -> protocol(netlink, List.of(NETLINK_ROUTE, NETLINK_SOCK_DIAG)))
                .refuse();
    }

    private static void internetSocket(FilterCode code) {
        code.loadArgument(1)
                .mask(SOCK_TYPE_MASK)
                .ifEqual(SOCK_STREAM, stream -> protocol(stream, STREAM_PROTOCOLS))
                .ifEqual(SOCK_DGRAM, datagram -> protocol(datagram, DATAGRAM_PROTOCOLS))
                .refuse();
    }

    private static void protocol(FilterCode code, List<Integer> allowed) {
        code.loadArgument(2);
        allowed.forEach(number -> code.ifEqual(number, FilterCode::allow));
        code.refuse();
    }

    private static void socketPair(FilterCode code) {
        code.loadArgument(0).ifEqual(AF_UNIX, FilterCode::allow).refuse();
    }

    private static void namespaces(FilterCode code) {
        code.loadArgument(0).ifAnySet(CLONE_NEWCGROUP, FilterCode::refuse);
    }

    /** Who stops the jail's first process keeps everybody waiting for the command's end. The second argument is a pid_t: 32 bits. */
    private static void firstProcess(FilterCode code) {
        code.loadArgument(1).ifEqual(1, FilterCode::refuse);
    }

    private static void terminal(FilterCode code) {
        // the kernel takes the command as 32 bits: the upper half of the register must not make a difference
        code.loadArgument(1).ifEqual(TIOCSTI, FilterCode::refuse).ifEqual(TIOCLINUX, FilterCode::refuse);
    }
}
