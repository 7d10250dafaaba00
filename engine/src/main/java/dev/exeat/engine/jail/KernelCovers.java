package dev.exeat.engine.jail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Covers over /proc and /sys for uid 0. Without capabilities it still owns the kernel's files, so their modes alone would let it write
 * {@code core_pattern}; bwrap's own covers look at the directory's mode and miss that. An ordinary user owns none of them, and gets no
 * covers: with them a nested sandbox could not mount a /proc of its own.
 */
final class KernelCovers {
    private static final List<String> READ_ONLY = List.of(
            "/proc/sys",
            "/proc/sysrq-trigger",
            "/proc/irq",
            "/proc/bus",
            "/proc/fs",
            "/proc/acpi",
            "/proc/driver",
            "/proc/mtrr",
            "/proc/pressure",
            "/proc/tty",
            "/proc/dynamic_debug");
    private static final List<String> BLANK = List.of(
            "/proc/kcore",
            "/proc/kmsg",
            "/proc/keys",
            "/proc/key-users",
            "/proc/timer_list",
            "/proc/sched_debug",
            "/proc/latency_stats",
            "/proc/slabinfo",
            "/proc/vmallocinfo",
            "/proc/kpagecount",
            "/proc/kpageflags",
            "/proc/kpagecgroup",
            "/proc/config.gz");
    private static final List<String> HIDDEN =
            List.of("/proc/scsi", "/sys/firmware", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/fs/bpf");

    private KernelCovers() {}

    static void addTo(Mounts mounts) {
        existing(READ_ONLY).forEach(mounts::readOnly);
        existing(BLANK).forEach(mounts::blank);
        existing(HIDDEN).forEach(mounts::hide);
    }

    private static List<Path> existing(List<String> names) {
        return names.stream().map(Path::of).filter(Files::exists).toList();
    }
}
