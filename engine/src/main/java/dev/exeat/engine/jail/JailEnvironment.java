package dev.exeat.engine.jail;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The command's environment: the caller's without the variables that lead to agents, displays, daemons and proxies out of reach. */
final class JailEnvironment {
    private static final Set<String> DROPPED = Set.of(
            "SSH_AUTH_SOCK",
            "SSH_AGENT_PID",
            "SSH_TTY",
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "WAYLAND_SOCKET",
            "XAUTHORITY",
            "ICEAUTHORITY",
            "SESSION_MANAGER",
            "AT_SPI_BUS_ADDRESS",
            "GPG_AGENT_INFO",
            "GPG_TTY",
            "GNOME_KEYRING_CONTROL",
            "DOCKER_HOST",
            "DOCKER_CONTEXT",
            "CONTAINER_HOST",
            "PODMAN_HOST",
            "TMUX",
            "TMUX_PANE",
            "STY",
            "NVIM",
            "NVIM_LISTEN_ADDRESS",
            "SWAYSOCK",
            "I3SOCK",
            "KITTY_LISTEN_ON",
            "ALACRITTY_SOCKET",
            "PULSE_SERVER",
            "PIPEWIRE_REMOTE",
            "NOTIFY_SOCKET",
            "LISTEN_FDS",
            "LISTEN_PID",
            "LISTEN_FDNAMES",
            "JOURNAL_STREAM",
            "OLDPWD");
    private static final List<String> DROPPED_PREFIXES = List.of("DBUS_", "VSCODE_IPC_", "VSCODE_GIT_", "EXEAT_");

    private JailEnvironment() {}

    static Map<String, String> of(JailSpec spec, Path workdir, Path runtimeDirectory, Predicate<Path> writable) {
        Map<String, String> result = new TreeMap<>(spec.environment());
        result.keySet().removeIf(JailEnvironment::isDropped);
        String temporary = result.get("TMPDIR");
        if (temporary != null && !isUsable(temporary, writable)) {
            result.remove("TMPDIR");
        }
        keepOpenedAgent(spec, result);
        result.put("PWD", workdir.toString());
        result.put("XDG_RUNTIME_DIR", runtimeDirectory.toString());
        result.put("EXEAT_SANDBOX", spec.sandbox());
        result.putAll(spec.variables());
        return result;
    }

    private static boolean isDropped(String name) {
        return name.isEmpty()
                || DROPPED.contains(name)
                || DROPPED_PREFIXES.stream().anyMatch(name::startsWith)
                || isProxy(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isProxy(String name) {
        return name.endsWith("_proxy");
    }

    private static boolean isUsable(String directory, Predicate<Path> writable) {
        return directory.equals("/tmp") || directory.equals("/var/tmp") || writable.test(Path.of(directory));
    }

    /** An agent whose socket {@code --socket} opened stays known. */
    private static void keepOpenedAgent(JailSpec spec, Map<String, String> result) {
        String agent = spec.environment().get("SSH_AUTH_SOCK");
        if (agent != null && spec.sockets().contains(Path.of(agent))) {
            result.put("SSH_AUTH_SOCK", agent);
        }
    }
}
