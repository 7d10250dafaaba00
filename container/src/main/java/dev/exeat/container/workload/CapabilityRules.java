package dev.exeat.container.workload;

import dev.exeat.policy.NearWord;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which capabilities(7) {@code --cap-add} may give: those that have no power over the sandbox's network, the kernel or the host. */
final class CapabilityRules {
    private static final String PREFIX = "CAP_";

    /** What each is for is said in {@link Hardening#DEFAULT}; these are more than its. */
    private static final List<String> HARMLESS =
            List.of("AUDIT_WRITE", "IPC_LOCK", "IPC_OWNER", "LEASE", "SYS_NICE", "SYS_RESOURCE");

    private static final Map<String, String> REFUSED = new TreeMap<>(Map.ofEntries(
            Map.entry("ALL", "gives every power, also over the sandbox's network"),
            Map.entry("NET_ADMIN", "lets the workload change the sandbox's network"),
            Map.entry("NET_BROADCAST", "lets the workload change the sandbox's network"),
            Map.entry(
                    "NET_RAW",
                    "is of no use: raw sockets reach nothing in a sandbox, and among containers they forge addresses"),
            Map.entry("SYS_ADMIN", "lets the workload mount, enter namespaces and leave the container"),
            Map.entry("SYS_MODULE", "lets the workload change the kernel"),
            Map.entry("SYS_RAWIO", "lets the workload reach the machine's devices and memory"),
            Map.entry("SYS_PTRACE", "lets the workload take over processes; its own ones it can trace without"),
            Map.entry("SYS_BOOT", "lets the workload restart the machine or load another kernel"),
            Map.entry("SYS_TIME", "lets the workload set the host's clock"),
            Map.entry("SYS_PACCT", "lets the workload change the host's accounting"),
            Map.entry("SYS_TTY_CONFIG", "lets the workload reach the host's terminals"),
            Map.entry("SYSLOG", "lets the workload read the kernel's log and addresses"),
            Map.entry("BPF", "lets the workload load programs into the kernel"),
            Map.entry("PERFMON", "lets the workload watch the whole machine"),
            Map.entry("CHECKPOINT_RESTORE", "lets the workload look into other processes"),
            Map.entry("DAC_READ_SEARCH", "lets the workload open the host's files by their handles"),
            Map.entry("LINUX_IMMUTABLE", "lets the workload leave files that the host's users cannot remove"),
            Map.entry("MKNOD", "lets the workload make devices, which the host's users could open in a bind mount"),
            Map.entry("MAC_ADMIN", "lets the workload change the host's security policy"),
            Map.entry("MAC_OVERRIDE", "lets the workload go around the host's security policy"),
            Map.entry("AUDIT_CONTROL", "lets the workload change the host's audit"),
            Map.entry("AUDIT_READ", "lets the workload read the host's audit"),
            Map.entry("WAKE_ALARM", "lets the workload wake the machine"),
            Map.entry("BLOCK_SUSPEND", "lets the workload keep the machine awake")));

    private CapabilityRules() {}

    /** The name in upper case without {@code CAP_}, if it may be added. */
    static Parsed<String> parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper;
        if (HARMLESS.contains(name) || Hardening.DEFAULT.capabilities().contains(name)) {
            return Parsed.ok(name);
        }
        @Nullable String why = REFUSED.get(name);
        if (why != null) {
            return Parsed.bad(
                    "cap-add-opens",
                    "--cap-add " + Quoted.of(text) + " " + why,
                    "leave it out; what needs it cannot run in a sandbox");
        }
        @Nullable String near = NearWord.find(name, known());
        return Parsed.bad(
                "cap-add-unknown",
                "--cap-add " + Quoted.of(text) + " is no capability",
                near == null ? "write its name, for example 'SYS_NICE'" : "did you mean '" + near + "'?");
    }

    private static List<String> known() {
        return Stream.of(HARMLESS.stream(), Hardening.DEFAULT.capabilities().stream(), REFUSED.keySet().stream())
                .flatMap(names -> names)
                .toList();
    }
}
