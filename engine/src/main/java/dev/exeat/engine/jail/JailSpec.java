package dev.exeat.engine.jail;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is to be run in a jail, before the host's file system was looked at.
 *
 * @param command the program and its arguments, at least one word
 * @param environment the caller's environment
 * @param variables what {@code --env} adds or replaces, after everything else
 * @param workdir the caller's working directory, as the caller names it
 * @param writable what {@code --writable} opens
 * @param sockets path sockets that {@code --socket} opens
 * @param covered files that stay read-only though they lie in what is writable: what the next run would be decided by
 * @param sandbox the sandbox's name, told to the command as {@code EXEAT_SANDBOX}
 * @param places Exeat's own directories, which the command must not see
 * @param names what the command sees as its host's names
 */
public record JailSpec(
        List<String> command,
        Map<String, String> environment,
        Map<String, String> variables,
        Path workdir,
        List<Path> writable,
        List<Path> sockets,
        List<Path> covered,
        String sandbox,
        Places places,
        Names names) {
    public JailSpec {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("no command");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        variables = Map.copyOf(variables);
        writable = List.copyOf(writable);
        sockets = List.copyOf(sockets);
        covered = List.copyOf(covered);
    }

    /**
     * Directories of Exeat and of its user.
     *
     * @param state {@code $EXEAT_HOME}
     * @param configuration {@code ~/.config/exeat}; need not exist
     * @param installation where Exeat's own program files are
     * @param home the user's home
     */
    public record Places(Path state, Path configuration, Path installation, Path home) {}

    /**
     * Names and name resolution.
     *
     * @param hostname the host name inside
     * @param resolvConf the content of {@code /etc/resolv.conf}
     * @param hosts the content of {@code /etc/hosts}
     */
    public record Names(String hostname, String resolvConf, String hosts) {}
}
