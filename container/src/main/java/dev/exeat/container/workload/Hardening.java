package dev.exeat.container.workload;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How little a workload gets where its user did not ask for more; the value of {@code --harden}. */
public enum Hardening {
    /** What packages are installed with and servers are started with. */
    DEFAULT,

    /** No capabilities, a read-only root file system, not root, little memory and few processes. */
    STRICT;

    /**
     * No MKNOD, since a device that is made in a bind mount is one for the host's users too; no NET_RAW, since raw sockets reach nothing in a
     * sandbox; no AUDIT_WRITE, since the kernel's log is the host's.
     */
    private static final List<String> KEPT = List.of(
            "CHOWN", // package managers give files to their users
            "DAC_OVERRIDE", // root writes into directories of others, as installers expect
            "FOWNER", // and changes their modes
            "FSETID", // and keeps setgid bits while it does
            "KILL", // an init ends processes of other users
            "NET_BIND_SERVICE", // servers on ports below 1024, inside only
            "SETFCAP", // packages with file capabilities unpack
            "SETGID", // servers that start as root become somebody else
            "SETPCAP", // and drop capabilities while they do
            "SETUID",
            "SYS_CHROOT"); // sshd, package managers

    private static final String MEMORY = "2g";
    private static final String NOBODY = "65534:65534";

    /** The one that a user writes in lower case, or null. */
    public static @Nullable Hardening of(String text) {
        for (Hardening one : values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(text)) {
                return one;
            }
        }
        return null;
    }

    /** The capabilities that are kept, without {@code CAP_}. */
    public List<String> capabilities() {
        return this == STRICT ? List.of() : KEPT;
    }

    /** How many processes and threads there may be. */
    public int pidsLimit() {
        return this == STRICT ? 512 : 4096;
    }

    /** Whether the root file system is read-only. */
    public boolean readOnly() {
        return this == STRICT;
    }

    /** How much memory there is, as the engines write it; null for no limit. */
    public @Nullable String memory() {
        return this == STRICT ? MEMORY : null;
    }

    /**
     * How many processors there are; null for no limit. One is left to the host where it has more than one.
     *
     * @param processors how many the host has
     */
    public @Nullable String cpus(int processors) {
        return this == STRICT ? Integer.toString(Math.max(1, processors - 1)) : null;
    }

    /**
     * As whom the workload runs when its user does not say; null to leave that to the image.
     *
     * @param imageUser what the image says, may be empty
     */
    @Nullable
    String user(String imageUser) {
        return this == STRICT && isRoot(imageUser) ? NOBODY : null;
    }

    /** Whether {@code USER[:GROUP]} is root, as a name or a number. That another name has the number 0 in an image cannot be seen here. */
    static boolean isRoot(String user) {
        String name = user.split(":", -1)[0];
        return name.isEmpty() || name.equals("root") || name.matches("\\+?0+");
    }
}
