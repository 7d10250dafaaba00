package dev.exeat.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many connections the limit on open files allows (RLIMIT_NOFILE, as {@code /proc/self/limits} has it). */
final class OpenFiles {
    private static final int RESERVED = 96;
    /** Both ends of a relay, and what a race of addresses holds for a moment. */
    private static final int PER_CONNECTION = 3;

    private OpenFiles() {}

    static int connections() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    return connections(line.split("\\s+")[3]);
                }
            }
        } catch (IOException e) {
            // no limit is known then, and running into it is a refused connection all the same
        }
        return Integer.MAX_VALUE;
    }

    static int connections(String limit) {
        return limit.matches("[0-9]{1,9}")
                ? Math.max(1, (Integer.parseInt(limit) - RESERVED) / PER_CONNECTION)
                : Integer.MAX_VALUE;
    }
}
