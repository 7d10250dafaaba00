package dev.exeat.engine.jail;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Uid 0 without capabilities still owns most files of the host: every wall must hold by itself. */
class JailAsRootTest extends JailAttacks {
    @Override
    JailWorld makeWorld() throws Exception {
        return JailWorld.asRoot();
    }

    @Override
    List<Attack> ownAttacks() {
        return List.of(
                Attack.of(
                        "core-pattern",
                        "v=$(cat /proc/sys/kernel/core_pattern); echo \"$v\" > /proc/sys/kernel/core_pattern"),
                Attack.of("nested-proc", nestedProc()),
                Attack.of("cron", "mkdir -p /etc/cron.d; touch /etc/cron.d/exeat-test && rm /etc/cron.d/exeat-test"),
                Attack.of("sysctl", "v=$(cat /proc/sys/net/ipv4/ip_forward); echo $v > /proc/sys/net/ipv4/ip_forward"),
                Attack.of(
                        "release-agent",
                        "f=$(find /sys/fs/cgroup -maxdepth 2 \\( -name release_agent -o -name cgroup.procs \\) | head -1);"
                                + " test -n \"$f\" && : 3>>$f"),
                Attack.of("bpf", SystemCallProbe.notRefused(321, 280, 0, 0, 0)),
                Attack.of("device", ": 3>>" + world.root + "/disk"),
                Attack.of(
                        "sys",
                        "f=$(find /sys/kernel/mm /sys/module -name '*' -type f -perm -200 2>/dev/null | head -1); : 3>>$f"),
                Attack.of(
                        "mknod",
                        "mknod " + world.project + "/node c 1 3 && : 3>>" + world.project + "/node; s=$?; rm -f "
                                + world.project + "/node; exit $s"));
    }

    private static String nestedProc() {
        return "unshare -mpf --mount-proc sh -c 'cat /proc/sys/kernel/core_pattern > /proc/sys/kernel/core_pattern'"
                + " || unshare -Urmpf --mount-proc sh -c 'cat /proc/sys/kernel/core_pattern > /proc/sys/kernel/core_pattern'";
    }

    @Test
    @Tag("D-030")
    void kernelSettingsCannotBeWritten() {
        refused("core-pattern");
        refused("nested-proc");
        refused("sysctl");
        refused("sys");
    }

    @Test
    void theHostsScheduleAndControlGroupsCannotBeWritten() {
        refused("cron");
        refused("release-agent");
    }

    @Test
    void programsCannotBeLoadedIntoTheKernel() {
        refused("bpf");
    }

    @Test
    void aDisksDeviceCannotBeOpenedOrMade() {
        refused("device");
        refused("mknod");
    }
}
