package dev.exeat.container.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of this host that has run to its end.
 *
 * @param status its exit status
 * @param output its standard output and error
 */
record HostProgram(int status, String output) {
    private static final long PATIENCE_SECONDS = 120;
    private static final Map<String, String> ENVIRONMENT =
            Map.of("LC_ALL", "C", "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    /** Runs it with an environment of its own, so that the user's variables change nothing of what is built. */
    static HostProgram run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        Process process = builder.start();
        process.getOutputStream().close();
        String name = Path.of(command.getFirst()).getFileName().toString();
        try {
            Thread.startVirtualThread(() -> endInTime(process));
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new HostProgram(process.waitFor(), output.strip());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new ImageException("interrupted while " + name + " ran", "");
        } finally {
            process.destroyForcibly();
        }
    }

    boolean ok() {
        return status == 0;
    }

    /** The last line that it said, where programs put what went wrong. */
    String reason() {
        return output.lines()
                .reduce((_, last) -> last)
                .map(line -> line.replaceFirst("^Error: ", "").strip())
                .orElse("status " + status);
    }

    private static void endInTime(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            process.destroyForcibly();
        }
    }
}
