package dev.exeat.container;

/**
 * What a call of the engine's command line gave.
 *
 * @param status its exit status
 * @param out its standard output, without the last line feed
 * @param err its standard error, likewise
 */
public record Outcome(int status, String out, String err) {
    /** Whether it succeeded. */
    public boolean ok() {
        return status == 0;
    }

    /** Why it failed: the last line that says something, without the engine's own prefixes. */
    public String reason() {
        String said = err.isBlank() ? out : err;
        return said.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("Run '") && !line.startsWith("See '"))
                .reduce((_, last) -> last)
                .map(line -> line.replaceFirst("^(docker: )?(Error: )?(Error response from daemon: )?", ""))
                .orElse("status " + status);
    }
}
