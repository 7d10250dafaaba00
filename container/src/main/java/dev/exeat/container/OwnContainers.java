package dev.exeat.container;

import dev.exeat.engine.segment.SegmentSysctls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Exeat's own containers of one sandbox: how they are started, and that each has nothing but what it needs. None has a capability but the
 * init container, which has NET_ADMIN (and NET_RAW, to see that a raw socket reaches nothing) and ends before the workload starts.
 *
 * @param engine where
 * @param labels whose they are
 * @param image the gateway's image
 * @param identity who they run as
 */
public record OwnContainers(ContainerEngine engine, Labels labels, String image, Identity identity) {
    /** The network by which gateways go out; nobody else is on it, and they do not see each other there. */
    public static final String UPLINK = "exeat-uplink";

    /** The address that every name of the workload is asked at; captured like any other. */
    private static final String RESOLVER = "127.0.0.53";

    /**
     * Who the gateway and the holder run as: never root in the container.
     *
     * @param uid user and group
     * @param rootless whether the engine runs as an ordinary user, whose ids are mapped
     */
    public record Identity(int uid, int gid, boolean rootless) {
        /** Who owns what is made for it on the host: the user himself where that is he, which is said by a negative number. */
        public int fileOwner() {
            return ProcessHandle.current().info().user().orElse("").equals("root") ? uid : -1;
        }

        private List<String> arguments() {
            List<String> arguments = new ArrayList<>(List.of("--user", uid + ":" + gid));
            if (rootless) {
                arguments.add("--userns=keep-id");
            }
            return arguments;
        }
    }

    /** Starts the container that owns the network namespace, with a bare {@code lo} and the names that the workload sees. */
    public void startHolder(RoleFolder folder, boolean ipv6) {
        String sandbox = labels.sandbox();
        List<String> arguments = own(Role.HOLDER, folder, 96, 64);
        arguments.addAll(List.of("--network", "none", "--hostname", sandbox, "--user", "65534:65534"));
        arguments.addAll(List.of("--dns", RESOLVER, "--dns-option", "ndots:1"));
        arguments.addAll(List.of("--add-host", sandbox + ":127.0.1.1"));
        SegmentSysctls.of(ipv6).forEach((name, value) -> arguments.addAll(List.of("--sysctl", name + "=" + value)));
        run(arguments, GatewayImage.holderCommand());
    }

    /** Starts the container that may change the holder's network; it is removed when it ends. */
    public void startInit(RoleFolder folder) {
        List<String> arguments = own(Role.INIT, folder, 128, 64);
        arguments.addAll(List.of("--rm", "--network", "container:" + Role.HOLDER.containerOf(labels.sandbox())));
        arguments.addAll(List.of("--user", "0:0", "--cap-add", "NET_ADMIN", "--cap-add", "NET_RAW"));
        run(arguments, GatewayImage.initCommand());
    }

    /** Waits until the init container, and with it NET_ADMIN, is gone. */
    public void awaitInitGone() {
        String name = Role.INIT.containerOf(labels.sandbox());
        Outcome ended = engine.call(List.of("wait", name));
        Outcome seen = engine.call(List.of("inspect", "--type", "container", "--format", "{{.State.Running}}", name));
        if (seen.ok() && seen.out().equals("true")) {
            throw new EngineException("the init container has not ended: " + ended.reason(), "");
        }
    }

    /**
     * Starts the gateway's container: it can go out by its uplink and listens to nothing there.
     *
     * @param data where its journal and its address table are, owned by its user
     */
    public void startGateway(RoleFolder folder, Path data) {
        List<String> arguments = own(Role.GATEWAY, folder, 640, 128);
        arguments.addAll(identity.arguments());
        if (identity.rootless()) {
            arguments.addAll(List.of("--network", "slirp4netns"));
        } else {
            ensureUplink();
            arguments.addAll(List.of("--network", UPLINK, "--sysctl", "net.ipv4.ip_forward=0"));
        }
        arguments.addAll(List.of("--mount", "type=bind,source=" + data + ",target=/data"));
        arguments.addAll(List.of("--ulimit", "nofile=16384:16384"));
        run(arguments, GatewayImage.gatewayCommand());
    }

    private void ensureUplink() {
        if (engine.call(List.of("network", "inspect", "--format", "{{.Name}}", UPLINK))
                .ok()) {
            return;
        }
        List<String> arguments = new ArrayList<>(List.of("network", "create", "--label", Labels.ROLE + "=uplink"));
        if (engine.kind() == EngineKind.DOCKER) {
            arguments.addAll(List.of("--opt", "com.docker.network.bridge.enable_icc=false"));
        } else {
            arguments.addAll(List.of("--opt", "isolate=true", "--disable-dns"));
        }
        arguments.add(UPLINK);
        Outcome made = engine.call(arguments);
        if (!made.ok() && !made.reason().contains("already")) {
            throw new EngineException("the network '" + UPLINK + "' cannot be made: " + made.reason(), "");
        }
    }

    /** Removes the containers of the sandbox that are Exeat's own, and the workload; what is not there is no error. */
    public void remove() {
        for (Role role : List.of(Role.WORKLOAD, Role.INIT, Role.GATEWAY, Role.HOLDER)) {
            remove(role);
        }
    }

    /** Removes the container of a role at once, if its labels say that it is this sandbox's. */
    public void remove(Role role) {
        String name = role.containerOf(labels.sandbox());
        Outcome seen = engine.call(List.of(
                "inspect",
                "--type",
                "container",
                "--format",
                "{{index .Config.Labels \"" + Labels.SANDBOX + "\"}} {{index .Config.Labels \"" + Labels.HOME + "\"}}",
                name));
        if (seen.ok() && seen.out().equals(labels.sandbox() + " " + labels.home())) {
            engine.call(List.of("rm", "--force", "--volumes", name));
        }
    }

    /** Why a container that was started does not answer: its last words. */
    public String lastWords(Role role) {
        Outcome said = engine.call(List.of("logs", "--tail", "3", role.containerOf(labels.sandbox())));
        String text = (said.err() + "\n" + said.out()).strip().replaceAll("\\R", "; ");
        return "the " + role.id() + " container does not answer" + (text.isEmpty() ? "" : ": " + text);
    }

    private List<String> own(Role role, RoleFolder folder, int megabytes, int processes) {
        List<String> arguments = new ArrayList<>(List.of("run", "--detach", "--pull", "never"));
        arguments.addAll(List.of("--name", role.containerOf(labels.sandbox())));
        arguments.addAll(labels.arguments(role));
        arguments.addAll(List.of("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"));
        arguments.addAll(List.of("--restart", "no", "--memory", megabytes + "m", "--pids-limit", "" + processes));
        arguments.addAll(List.of("--mount", folder.mount(), "--stop-signal", "SIGKILL"));
        if (role != Role.GATEWAY) {
            arguments.add("--no-healthcheck");
        }
        if (engine.kind() == EngineKind.PODMAN) {
            arguments.addAll(List.of("--security-opt", "label=disable"));
        }
        return arguments;
    }

    private void run(List<String> arguments, List<String> command) {
        arguments.add(image);
        arguments.addAll(command);
        engine.require(arguments);
    }
}
