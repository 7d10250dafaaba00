package dev.exeat.gateway;

import dev.exeat.linux.Capabilities;
import dev.exeat.linux.Libc;
import dev.exeat.linux.Seccomp;
import dev.exeat.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway gives up before it serves a byte, for all of its threads and for good: its user, its capabilities, new
 * privileges, being looked into, and the system calls that it never needs.
 */
final class Confinement {
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int SIGKILL = 9;

    /** Calls that would start programs, look into others, change mounts, namespaces, the kernel or the clock. */
    static final Set<String> REFUSED = Set.of(
            "execve",
            "execveat",
            "ptrace",
            "process_vm_readv",
            "process_vm_writev",
            "pidfd_getfd",
            "mount",
            "umount2",
            "move_mount",
            "open_tree",
            "fsopen",
            "fsconfig",
            "fsmount",
            "fspick",
            "mount_setattr",
            "pivot_root",
            "chroot",
            "unshare",
            "setns",
            "bpf",
            "keyctl",
            "add_key",
            "request_key",
            "io_uring_setup",
            "io_uring_enter",
            "io_uring_register",
            "init_module",
            "finit_module",
            "delete_module",
            "kexec_load",
            "kexec_file_load",
            "perf_event_open",
            "userfaultfd",
            "open_by_handle_at",
            "reboot",
            "swapon",
            "swapoff",
            "settimeofday",
            "clock_settime",
            "adjtimex",
            "clock_adjtime",
            "sethostname",
            "setdomainname",
            "acct",
            "quotactl",
            "syslog",
            "kcmp",
            "personality");

    private Confinement() {}

    /**
     * Confines this process. Must run on a thread that lives until the end.
     *
     * @param uid the user and group to become, or null to stay
     * @param withParent whether to end when the parent does
     * @throws IOException if it stays more powerful than it should be: it must not serve then
     */
    static void apply(@Nullable Integer uid, boolean withParent) throws IOException {
        try {
            if (uid != null) {
                become(uid);
            }
            Capabilities.dropAll();
            Libc.function("prctl").call(PR_SET_DUMPABLE, 0, 0, 0, 0);
            if (withParent) {
                // after the change of user, which would forget it
                Libc.function("prctl").call(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
            }
            Seccomp.denying(REFUSED).installOnAllThreads();
        } catch (SystemCallException | IllegalStateException | UnsupportedOperationException e) {
            throw new IOException("the gateway cannot be confined: " + e.getMessage(), e);
        }
        verify();
    }

    /** The C library's functions reach every thread; the bare system calls would change the calling one only. */
    private static void become(int id) {
        Libc.function("setgroups").call(0, 0);
        Libc.function("setresgid").call(id, id, id);
        Libc.function("setresuid").call(id, id, id);
    }

    /** Believes only what the kernel says of every thread. */
    private static void verify() throws IOException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                verify(thread);
            }
        }
    }

    private static void verify(Path thread) throws IOException {
        try {
            boolean powerless = false;
            boolean filtered = false;
            for (String line : Files.readAllLines(thread.resolve("status"))) {
                powerless |= line.startsWith("CapEff:")
                        && line.substring(7).strip().chars().allMatch(c -> c == '0');
                filtered |= line.startsWith("Seccomp:") && line.endsWith("2");
            }
            if (!powerless || !filtered) {
                throw new IOException("the gateway cannot be confined: thread " + thread.getFileName() + " kept "
                        + (powerless ? "its system calls" : "capabilities"));
            }
        } catch (NoSuchFileException e) {
            // that thread has ended
        }
    }
}
