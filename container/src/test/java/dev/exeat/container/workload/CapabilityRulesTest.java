package dev.exeat.container.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.exeat.policy.Problem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityRulesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "SYS_NICE, SYS_NICE",
        "CAP_SYS_NICE, SYS_NICE",
        "cap_ipc_lock, IPC_LOCK",
        "Chown, CHOWN",
        "AUDIT_WRITE, AUDIT_WRITE"
    })
    void harmlessCapabilityIsGiven(String text, String name) {
        assertThat(CapabilityRules.parse(text).orElseThrow()).isEqualTo(name);
    }

    @Tag("D-011")
    @Tag("D-028")
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "ALL",
                "all",
                "CAP_ALL",
                "NET_ADMIN",
                "net_admin",
                "CAP_NET_ADMIN",
                "cap_Net_Admin",
                "NET_RAW",
                "SYS_ADMIN",
                "SYS_MODULE",
                "SYS_PTRACE",
                "SYS_RAWIO",
                "SYS_BOOT",
                "SYS_TIME",
                "SYSLOG",
                "BPF",
                "PERFMON",
                "DAC_READ_SEARCH",
                "CHECKPOINT_RESTORE",
                "MKNOD",
                "MAC_ADMIN",
                "MAC_OVERRIDE",
                "AUDIT_CONTROL",
                "\u017fys_admin", // a long s, which is an S in upper case
            })
    void capabilityThatOpensTheSandboxIsRefused(String text) {
        assertThat(CapabilityRules.parse(text).problems())
                .extracting(Problem::id)
                .containsExactly("cap-add-opens");
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                "CAP_",
                "CAP_CAP_SYS_ADMIN",
                " SYS_ADMIN",
                "SYS_ADMIN ",
                "SYS_ADMIN,CHOWN",
                "CHOWN,SYS_ADMIN",
                "21",
                "root"
            })
    void whatIsNoCapabilityIsRefused(String text) {
        assertThat(CapabilityRules.parse(text).problems())
                .extracting(Problem::id)
                .containsExactly("cap-add-unknown");
    }

    @Test
    void refusalSaysWhy() {
        assertThat(CapabilityRules.parse("CAP_NET_ADMIN").problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "--cap-add 'CAP_NET_ADMIN' lets the workload change the sandbox's network [cap-add-opens]\n"
                                + "  fix: leave it out; what needs it cannot run in a sandbox");
        assertThat(CapabilityRules.parse("SYS_NIC").problems())
                .extracting(Problem::fix)
                .containsExactly("did you mean 'SYS_NICE'?");
    }
}
