package dev.exeat.container.workload;

import dev.exeat.container.EngineKind;
import dev.exeat.container.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code docker create} or {@code podman create}, after {@code create}. What the user handed through comes first: of a flag
 * that is given twice the engines take the last.
 *
 * @param arguments in their order
 * @param environment variables for the engine's command line itself, which hands them on by their names: who looks at the host's processes
 *     sees command lines, and not these
 */
public record WorkloadArguments(List<String> arguments, Environment environment) {
    /** A workload's own network, without anything. */
    public static final String NO_NETWORK = "none";

    private static final Path TEMPORARY = Path.of("/tmp");

    /** Podman's configuration file may have other defaults; these are the ones by which a sandbox is one. */
    private static final List<String> PODMAN = List.of(
            "--pid=private",
            "--systemd=false",
            "--sdnotify=ignore",
            "--http-proxy=false",
            "--env-host=false",
            "--read-only-tmpfs=false");

    /** Variables that an engine's command line reads itself; they are set by the argument, where they mean nothing to it. */
    private static final Pattern OF_COMMAND_LINE = Pattern.compile(
            "(?i)_*(DOCKER|BUILDKIT|BUILDX|COMPOSE|CONTAINERS?|PODMAN|STORAGE|REGISTRY|NETAVARK|XDG|LD|GO|OTEL|SSL|SSH|DBUS|LISTEN|NOTIFY|LC|LANG"
                    + "|GLIBC|MALLOC|TERM|HOME|USER|LOGNAME|PATH|TMP|TEMP|PWD|NO_COLOR|CLICOLOR|KUBECONFIG|EXEAT)(_.*|[A-Z]*)"
                    + "|.*_PROXY");

    public WorkloadArguments {
        arguments = List.copyOf(arguments);
    }

    /**
     * The arguments for a workload.
     *
     * @param seccompProfile a file with {@link SeccompProfile#json}
     * @param network {@code container:NAME} of the holder, or {@link #NO_NETWORK}
     */
    public static WorkloadArguments of(WorkloadSpec spec, EngineKind engine, Path seccompProfile, String network) {
        List<String> all = new ArrayList<>(spec.engineArgs());
        all.add("--name=" + Role.WORKLOAD.containerOf(spec.sandbox()));
        spec.labels().forEach((name, value) -> all.add("--label=" + name + "=" + value));
        all.addAll(walls(spec, engine, seccompProfile, network));
        if (spec.init() && spec.engineArgs().stream().noneMatch(argument -> argument.startsWith("--init"))) {
            all.add("--init");
        }
        all.addAll(limits(spec.limits()));
        all.addAll(files(spec));
        Map<String, String> hidden = new TreeMap<>();
        spec.environment().values().forEach((name, value) -> {
            if (OF_COMMAND_LINE.matcher(name).matches()) {
                all.add("--env=" + name + "=" + value);
            } else {
                all.add("--env=" + name);
                hidden.put(name, value);
            }
        });
        option(all, "--user", spec.user());
        option(all, "--workdir", spec.workdir());
        option(all, "--entrypoint", spec.entrypoint());
        if (spec.streams().tty()) {
            all.add("--tty");
        }
        if (spec.streams().interactive()) {
            all.add("--interactive");
        }
        all.add(spec.image());
        all.addAll(spec.command());
        return new WorkloadArguments(all, new Environment(hidden));
    }

    private static List<String> walls(WorkloadSpec spec, EngineKind engine, Path seccompProfile, String network) {
        List<String> walls = new ArrayList<>(List.of(
                "--pull=never",
                "--network=" + network,
                "--restart=no",
                "--ipc=private",
                "--cgroupns=private",
                "--privileged=false",
                "--security-opt=no-new-privileges",
                "--security-opt=seccomp=" + seccompProfile,
                "--cap-drop=ALL"));
        spec.capabilities().forEach(name -> walls.add("--cap-add=" + name));
        if (engine == EngineKind.PODMAN) {
            walls.addAll(PODMAN);
        }
        return walls;
    }

    private static List<String> limits(WorkloadSpec.Limits limits) {
        List<String> all = new ArrayList<>(List.of("--pids-limit=" + limits.pids()));
        option(all, "--memory", limits.memory());
        option(all, "--cpus", limits.cpus());
        return all;
    }

    private static List<String> files(WorkloadSpec spec) {
        List<String> all = new ArrayList<>();
        if (spec.readOnly()) {
            all.add("--read-only");
            if (spec.mounts().stream().noneMatch(mount -> mount.target().equals(TEMPORARY))) {
                all.add("--tmpfs=" + TEMPORARY + ":rw,noexec,nosuid,nodev,mode=1777");
            }
        }
        spec.mounts().forEach(mount -> all.add("--volume=" + mount.argument()));
        return all;
    }

    private static void option(List<String> all, String flag, @Nullable String value) {
        if (value != null) {
            all.add(flag + "=" + value);
        }
    }

    /** Without the arguments, in which there may be values of variables. */
    @Override
    public String toString() {
        return arguments.size() + " arguments, with " + environment;
    }
}
