package dev.exeat.linux;

import java.util.List;

/**
 * The system call conventions that a process may use: its machine's own one and the 32-bit one that the kernel also takes. Each has
 * numbers of its own, so a filter that knows one of them is no filter.
 */
public enum Abi {
    X86_64(0xC000003E),
    I386(0x40000003),
    AARCH64(0xC00000B7),
    ARM(0x40000028);

    private final int auditArchitecture;

    Abi(int auditArchitecture) {
        this.auditArchitecture = auditArchitecture;
    }

    /** AUDIT_ARCH of linux/audit.h, as seccomp's {@code struct seccomp_data} has it. */
    int auditArchitecture() {
        return auditArchitecture;
    }

    /**
     * The conventions of the machine that runs this.
     *
     * @throws UnsupportedOperationException on another machine than x86_64 and aarch64
     */
    public static List<Abi> here() {
        String machine = System.getProperty("os.arch", "");
        return switch (machine) {
            case "amd64", "x86_64" -> List.of(X86_64, I386);
            case "aarch64" -> List.of(AARCH64, ARM);
            default ->
                throw new UnsupportedOperationException("no system call filter for the machine '" + machine + "'");
        };
    }
}
