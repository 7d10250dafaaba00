package dev.exeat.container.workload;

import dev.exeat.container.EngineKind;
import dev.exeat.policy.NearWord;
import dev.exeat.policy.Parsed;
import dev.exeat.policy.Problem;
import dev.exeat.policy.Quoted;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which arguments of {@code docker create} and {@code podman create} a user may hand through with {@code --engine-arg}: an allow-list.
 *
 * <p>An argument is one long flag in one word, {@code --flag} or {@code --flag=value}. Nothing else is taken: a value in a word of its own
 * would be the image for a flag that takes none, and a flag without its value would swallow the next argument, which may be one of Exeat's.
 */
final class EngineArguments {
    private static final String NUMBER = "[0-9]{1,18}";
    private static final String SIZE = "[0-9]{1,15}(\\.[0-9]{1,3})?[bkmgBKMG]?[bB]?";
    private static final String TIME = "([0-9]{1,9}(\\.[0-9]{1,9})?(ns|us|ms|s|m|h)){1,4}|0";
    private static final String SWITCH = "true|false";
    private static final String TEXT = "[^\\x00]*";

    private static final Set<EngineKind> BOTH = Set.of(EngineKind.DOCKER, EngineKind.PODMAN);
    private static final Set<EngineKind> DOCKER = Set.of(EngineKind.DOCKER);
    private static final Set<EngineKind> PODMAN = Set.of(EngineKind.PODMAN);

    /**
     * A flag that is known to be harmless.
     *
     * @param engines who has it
     * @param value what its value must be
     * @param bare whether it may be written without a value
     */
    private record Harmless(Set<EngineKind> engines, Pattern value, boolean bare) {}

    private static final Map<String, Harmless> HARMLESS = Map.ofEntries(
            valued("blkio-weight", BOTH, NUMBER),
            valued("cgroupns", BOTH, "private"),
            valued("cpu-period", BOTH, NUMBER),
            valued("cpu-quota", BOTH, NUMBER),
            valued("cpu-shares", BOTH, NUMBER),
            valued("cpuset-cpus", BOTH, "[0-9,-]+"),
            valued("cpuset-mems", BOTH, "[0-9,-]+"),
            valued("gpus", DOCKER, TEXT),
            valued("group-add", BOTH, "(?!keep-groups$)[A-Za-z0-9_][A-Za-z0-9_.-]*"),
            valued("health-cmd", BOTH, TEXT),
            valued("health-interval", BOTH, TIME + "|disable"),
            valued("health-retries", BOTH, NUMBER),
            valued("health-start-period", BOTH, TIME),
            valued("health-timeout", BOTH, TIME),
            bare("init", BOTH),
            valued("ipc", BOTH, "private|none"),
            valued("label", BOTH, "(?!dev\\.exeat\\.)[A-Za-z0-9]" + TEXT),
            valued("log-driver", BOTH, "none|local|json-file|k8s-file"),
            valued("log-opt", BOTH, "(max-size|max-file|max-buffer-size|mode|compress)=" + TEXT),
            valued("memory-reservation", BOTH, SIZE),
            valued("memory-swap", BOTH, SIZE),
            valued("memory-swappiness", BOTH, NUMBER),
            bare("no-healthcheck", BOTH),
            valued("oom-score-adj", BOTH, NUMBER),
            valued("pid", PODMAN, "private"),
            valued("platform", BOTH, "[A-Za-z0-9_./-]+"),
            bare("quiet", BOTH),
            valued("shm-size", BOTH, SIZE),
            valued("stop-signal", BOTH, "[A-Za-z0-9+]+"),
            valued("stop-timeout", BOTH, NUMBER),
            valued(
                    "sysctl",
                    BOTH,
                    "(kernel\\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|fs\\.mqueue\\.[a-z_]+)="
                            + TEXT),
            valued("timeout", PODMAN, NUMBER),
            valued("ulimit", BOTH, "[a-z]+=-?[0-9]+(:-?[0-9]+)?"),
            valued("umask", PODMAN, "[0-7]{1,4}"),
            valued("userns", PODMAN, "keep-id|auto|nomap"));

    /** What would open the sandbox, and how. */
    private static final Map<String, String> OPENING = Map.ofEntries(
            Map.entry("privileged", "gives the workload the whole machine"),
            Map.entry("network", "would put the workload on another network"),
            Map.entry("net", "would put the workload on another network"),
            Map.entry("network-alias", "would put the workload on another network"),
            Map.entry("net-alias", "would put the workload on another network"),
            Map.entry("pod", "would put the workload on the network of a pod"),
            Map.entry("pod-id-file", "would put the workload on the network of a pod"),
            Map.entry("link", "would put the workload on another network"),
            Map.entry("link-local-ip", "would change the sandbox's network"),
            Map.entry("ip", "would change the sandbox's network"),
            Map.entry("ip6", "would change the sandbox's network"),
            Map.entry("mac-address", "would change the sandbox's network"),
            Map.entry("dns", "would change the resolver, which is the gateway"),
            Map.entry("dns-opt", "would change the resolver, which is the gateway"),
            Map.entry("dns-option", "would change the resolver, which is the gateway"),
            Map.entry("dns-search", "would change the resolver, which is the gateway"),
            Map.entry("add-host", "would change the names of the sandbox"),
            Map.entry("no-hosts", "would change the names of the sandbox"),
            Map.entry("hostname", "would change the names of the sandbox"),
            Map.entry("domainname", "would change the names of the sandbox"),
            Map.entry("uts", "would share the host's names"),
            Map.entry("pid", "would show the workload processes that are not its own"),
            Map.entry("ipc", "would share memory with what is outside"),
            Map.entry("userns", "would share users with the host"),
            Map.entry("uidmap", "would change who the workload's users are on the host"),
            Map.entry("gidmap", "would change who the workload's users are on the host"),
            Map.entry("subuidname", "would change who the workload's users are on the host"),
            Map.entry("subgidname", "would change who the workload's users are on the host"),
            Map.entry("hostuser", "would change who the workload's users are on the host"),
            Map.entry("passwd-entry", "would change who the workload's users are"),
            Map.entry("cgroupns", "would show the workload the host's cgroups"),
            Map.entry("cgroups", "would take the workload out of its limits"),
            Map.entry("cgroup-conf", "would change the workload's limits past their checks"),
            Map.entry("cgroup-parent", "would take the workload out of its limits"),
            Map.entry("oom-kill-disable", "would let the workload hang the host"),
            Map.entry("oom-score-adj", "would let the host's programs die for the workload's memory"),
            Map.entry("security-opt", "would take the workload's walls away; Exeat sets all of them"),
            Map.entry("seccomp-policy", "would take the workload's walls away; Exeat sets all of them"),
            Map.entry("personality", "would change the workload's walls"),
            Map.entry("cap-drop", "is of no use, since everything is dropped that --harden and --cap-add do not give"),
            Map.entry("device", "gives the workload a device of the host"),
            Map.entry("device-cgroup-rule", "gives the workload devices of the host"),
            Map.entry("sysctl", "would change a setting that is not the workload's own"),
            Map.entry("mount", "opens the host's file system past the checks of --volume"),
            Map.entry("volumes-from", "opens the volumes of another container"),
            Map.entry("volume-driver", "opens volumes that come from elsewhere"),
            Map.entry("tmpfs", "could cover what the sandbox mounts"),
            Map.entry("rootfs", "would take the image from a directory of the host"),
            Map.entry("image-volume", "would change how the image's volumes are mounted"),
            Map.entry("secret", "mounts files past the checks of --volume"),
            Map.entry("init-path", "would run a program of the host"),
            Map.entry("init-ctr", "would start the workload without a proof"),
            Map.entry("hooks-dir", "would run programs on the host"),
            Map.entry("runtime", "would run the workload by another program, with other walls"),
            Map.entry("isolation", "would run the workload by other means, with other walls"),
            Map.entry("annotation", "can change how the runtime builds the walls"),
            Map.entry("systemd", "would make cgroups writable"),
            Map.entry("sdnotify", "opens a socket of the host"),
            Map.entry("use-api-socket", "gives the workload the engine, and with it the host"),
            Map.entry("preserve-fds", "hands open files of the host to the workload"),
            Map.entry("env-host", "hands all of your variables to the workload"),
            Map.entry("http-proxy", "hands your proxies to the workload, where they lead nowhere"),
            Map.entry("log-driver", "would let the engine send out what the workload prints"),
            Map.entry("log-opt", "would let the engine write or send elsewhere what the workload prints"),
            Map.entry("label", "could pass the workload off as another of Exeat's"),
            Map.entry("label-file", "could pass the workload off as another of Exeat's"),
            Map.entry("group-add", "could give the workload groups of the host"),
            Map.entry("restart", "would start the workload again without a proof"),
            Map.entry("requires", "would start other containers with the workload"),
            Map.entry("storage-opt", "would change the engine's storage"),
            Map.entry("disable-content-trust", "would take away a check of the image"),
            Map.entry("tls-verify", "would take away a check of the image"),
            Map.entry("authfile", "reads a file of the host"),
            Map.entry("tz", "can read a file of the host"),
            Map.entry("cidfile", "writes a file of the host"),
            Map.entry("pidfile", "writes a file of the host"),
            Map.entry("conmon-pidfile", "writes a file of the host"),
            Map.entry("chrootdirs", "writes files past the checks of --volume"),
            Map.entry("replace", "would remove a container that is not Exeat's to remove"));

    /** What a flag of Exeat's own says, with all of its checks, or what Exeat decides. */
    private static final Map<String, String> OWN = Map.ofEntries(
            Map.entry("cap-add", "use --cap-add"),
            Map.entry("cpus", "use --cpus"),
            Map.entry("entrypoint", "use --entrypoint"),
            Map.entry("env", "use --env"),
            Map.entry("env-file", "use --env-file"),
            Map.entry("env-merge", "use --env"),
            Map.entry("unsetenv", "use --env"),
            Map.entry("unsetenv-all", "use --env"),
            Map.entry("expose", "use --publish"),
            Map.entry("interactive", "use --interactive"),
            Map.entry("memory", "use --memory"),
            Map.entry("name", "use --name"),
            Map.entry("pids-limit", "use --pids-limit"),
            Map.entry("publish", "use --publish"),
            Map.entry("publish-all", "use --publish for each port"),
            Map.entry("read-only", "use --read-only"),
            Map.entry("read-only-tmpfs", "use --read-only, with --volume /DIRECTORY for what is to be writable"),
            Map.entry("tty", "use --tty"),
            Map.entry("user", "use --user"),
            Map.entry("volume", "use --volume"),
            Map.entry("workdir", "use --workdir"),
            Map.entry("attach", "leave it out; the workload's streams are yours"),
            Map.entry("detach", "leave it out; Exeat starts the workload"),
            Map.entry("help", "leave it out"),
            Map.entry("pull", "leave it out; Exeat pulls an image that is not there"),
            Map.entry("rm", "leave it out; Exeat removes what it made"));

    private EngineArguments() {}

    /** The argument as it is handed through, if it is known to be harmless. */
    static Parsed<String> parse(String argument, EngineKind engine) {
        if (!argument.startsWith("--") || argument.length() == 2 || argument.indexOf('\0') >= 0) {
            return Parsed.bad(form(argument));
        }
        int equals = argument.indexOf('=');
        String flag = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
        @Nullable String value = equals < 0 ? null : argument.substring(equals + 1);
        @Nullable Harmless harmless = HARMLESS.get(flag);
        if (harmless == null) {
            return Parsed.bad(refusal(argument, flag));
        }
        if (!harmless.engines().contains(engine)) {
            return Parsed.bad(foreign(argument, flag, engine));
        }
        if (value == null) {
            return harmless.bare() ? Parsed.ok(argument) : Parsed.bad(form(argument));
        }
        return harmless.value().matcher(value).matches() ? Parsed.ok(argument) : Parsed.bad(value(argument, flag));
    }

    /** What the user should know of an argument that is handed through, or null. */
    static @Nullable String note(String argument) {
        return argument.startsWith("--gpus=")
                ? "the workload may use the host's graphics processors; what their driver lets it do is not proved"
                : null;
    }

    private static Problem foreign(String argument, String flag, EngineKind engine) {
        @Nullable String why = OPENING.get(flag);
        return why == null
                ? new Problem(
                        "engine-arg-unknown",
                        "engine argument " + Quoted.of(argument) + " is not one of " + engine.program(),
                        "leave it out")
                : opening(argument, why);
    }

    private static Problem form(String argument) {
        return new Problem(
                "engine-arg-form",
                "engine argument " + Quoted.of(argument) + " is not one long flag with its value",
                "write it in one word, for example '--engine-arg=--shm-size=1g'");
    }

    private static Problem value(String argument, String flag) {
        @Nullable String why = OPENING.get(flag);
        return why == null
                ? new Problem(
                        "engine-arg-value",
                        "engine argument " + Quoted.of(argument) + " has a value that is not known to be harmless",
                        "write another value, or leave it out")
                : opening(argument, why);
    }

    private static Problem refusal(String argument, String flag) {
        @Nullable String own = OWN.get(flag);
        if (own != null) {
            return new Problem(
                    "engine-arg-own", "engine argument " + Quoted.of(argument) + " is for Exeat to give", own);
        }
        @Nullable String why = OPENING.get(flag);
        if (why != null) {
            return opening(argument, why);
        }
        @Nullable
        String near = NearWord.find(flag, HARMLESS.keySet().stream().sorted().toList());
        return new Problem(
                "engine-arg-unknown",
                "engine argument " + Quoted.of(argument) + " is not known to be harmless",
                near == null ? "leave it out" : "did you mean '--" + near + "'?");
    }

    private static Problem opening(String argument, String why) {
        return new Problem("engine-arg-opens", "engine argument " + Quoted.of(argument) + " " + why, "leave it out");
    }

    private static Map.Entry<String, Harmless> valued(String flag, Set<EngineKind> engines, String value) {
        return Map.entry(flag, new Harmless(engines, Pattern.compile(value, Pattern.DOTALL), false));
    }

    private static Map.Entry<String, Harmless> bare(String flag, Set<EngineKind> engines) {
        return Map.entry(flag, new Harmless(engines, Pattern.compile(SWITCH), true));
    }
}
