package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the profile says; what an engine makes of it is tested with one. */
class SeccompProfileTest {
    private static final String PROFILE = SeccompProfile.json();
    private static final Pattern RULE = Pattern.compile("\\{\"names\": \\[([^]]*)], \"action\": \"([A-Z_]+)\"(.*)}");

    private static List<MatchResult> rules(String call) {
        return RULE.matcher(PROFILE)
                .results()
                .filter(rule -> List.of(rule.group(1).split(", ")).contains("\"" + call + "\""))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "io_uring_setup",
                "io_uring_enter",
                "keyctl",
                "add_key",
                "request_key",
                "bpf",
                "perf_event_open",
                "userfaultfd",
                "mount",
                "umount2",
                "pivot_root",
                "move_mount",
                "open_tree",
                "fsopen",
                "mount_setattr",
                "unshare",
                "setns",
                "open_by_handle_at",
                "init_module",
                "finit_module",
                "kexec_load",
                "reboot",
                "swapon",
                "syslog",
                "acct",
                "settimeofday",
                "clock_settime",
                "iopl",
                "ioperm",
                "modify_ldt",
                "quotactl",
                "socketcall",
                "pidfd_getfd"
            })
    void dangerousCallIsRefused(String call) {
        assertThat(rules(call))
                .extracting(rule -> rule.group(2) + rule.group(3))
                .containsExactly("SCMP_ACT_ERRNO, \"errnoRet\": 1");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "read",
                "openat",
                "execve",
                "futex",
                "epoll_wait",
                "connect",
                "sendmsg",
                "ptrace",
                "mknodat",
                "chroot"
            })
    void ordinaryCallIsAllowed(String call) {
        assertThat(rules(call))
                .extracting(rule -> rule.group(2) + rule.group(3))
                .containsExactly("SCMP_ACT_ALLOW");
    }

    @Test
    void everyOtherCallFailsAsOnAnOlderKernel() {
        assertThat(PROFILE).contains("\"defaultAction\": \"SCMP_ACT_ERRNO\"", "\"defaultErrnoRet\": 38");
    }

    @Test
    void noCallIsBothAllowedAndRefused() {
        List<String> names = RULE.matcher(PROFILE)
                .results()
                .filter(rule -> !rule.group(3).contains("args"))
                .flatMap(rule -> List.of(rule.group(1).split(", ")).stream())
                .toList();
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(300);
    }

    @Test
    void newProcessGetsNoNamespaceOfItsOwn() {
        assertThat(rules("clone3")).extracting(rule -> rule.group(3)).containsExactly(", \"errnoRet\": 38");
        assertThat(rules("clone").stream().filter(rule -> rule.group(2).equals("SCMP_ACT_ALLOW")))
                .extracting(rule -> rule.group(3))
                .containsExactly(
                        ", \"args\": [{\"index\": 0, \"value\": 2114060288, \"valueTwo\": 0, \"op\": \"SCMP_CMP_MASKED_EQ\"}]");
    }

    @Test
    void socketIsAllowedWithNamedFamiliesOnly() {
        assertThat(rules("socket").stream().filter(rule -> rule.group(2).equals("SCMP_ACT_ALLOW")))
                .hasSize(17)
                .allMatch(rule -> rule.group(3)
                        .matches(".*\"index\": 0, \"value\": (1|2|10|16), \"valueTwo\": 0, \"op\": \"SCMP_CMP_EQ\".*"));
        assertThat(rules("socketpair").stream().filter(rule -> rule.group(2).equals("SCMP_ACT_ALLOW")))
                .extracting(rule -> rule.group(3))
                .containsExactly(
                        ", \"args\": [{\"index\": 0, \"value\": 1, \"valueTwo\": 0, \"op\": \"SCMP_CMP_EQ\"}]");
    }

    /** With it libseccomp lets socketcall(2) through, and with that every family. */
    @Test
    void conventionOfI386IsNotThere() {
        assertThat(PROFILE).doesNotContain("SCMP_ARCH_X86\"").doesNotContain("SCMP_ARCH_X32");
    }

    @Test
    void profileIsTheSameWhereNumbersAreWrittenOtherwise() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(SeccompProfile.json()).isEqualTo(PROFILE);
        } finally {
            Locale.setDefault(before);
        }
    }
}
