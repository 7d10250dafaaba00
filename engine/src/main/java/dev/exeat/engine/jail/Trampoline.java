package dev.exeat.engine.jail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The words before the command, inside the jail: setsid(1) gives it a session of its own, with the terminal as its controlling one, so
 * that Ctrl-C reaches the command's foreground job and never bwrap. setsid says 127 and 126 as a shell does when the command is not
 * found or cannot be executed.
 */
final class Trampoline {
    private static final List<String> PLACES =
            List.of("/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin");

    private Trampoline() {}

    /**
     * The whole line.
     *
     * @param terminalStream the standard stream (0, 1, 2) that is the command's terminal, or -1
     */
    static List<String> around(List<String> command, int terminalStream) {
        String setsid = program("setsid");
        List<String> line = new ArrayList<>();
        if (terminalStream < 0) {
            line.addAll(List.of(setsid, "--"));
        } else if (terminalStream == 0) {
            line.addAll(List.of(setsid, "--ctty", "--"));
        } else {
            // setsid takes the terminal from its standard input, which is something else here: lend it the terminal
            String lend = "exec 9<&0 0<&" + terminalStream + "; exec " + setsid
                    + " --ctty -- /bin/sh -c 'exec 0<&9 9<&-; exec \"$@\"' sh \"$@\"";
            line.addAll(List.of("/bin/sh", "-c", lend, "sh"));
        }
        line.addAll(command);
        return line;
    }

    private static String program(String name) {
        return PLACES.stream()
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new IllegalStateException("'" + name + "' (util-linux) is not installed"));
    }
}
