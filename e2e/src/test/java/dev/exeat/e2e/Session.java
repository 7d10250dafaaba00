package dev.exeat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A running sandbox with a shell inside that does one command after the other: one start serves many claims. */
final class Session implements AutoCloseable {
    /** What a command inside said (both streams) and how it ended. */
    record Said(int status, String text, Duration took) {
        @Override
        public String toString() {
            return "status %d after %d ms: %s".formatted(status, took.toMillis(), text);
        }
    }

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String AGENT = """
            while read -r line; do
              out=$(timeout -k 1 25 bash -c "$(base64 -d <<<"$line")" 2>&1 </dev/null); status=$?
              echo "$status $(base64 -w0 <<<"$out")"
            done""";

    private final Exeat exeat;
    private final String name;
    private final Running running;
    private int answers;

    private Session(Exeat exeat, String name, Running running) {
        this.exeat = exeat;
        this.name = name;
        this.running = running;
    }

    /** Starts a sandbox and waits until its shell answers. */
    static Session start(Exeat exeat, String... flags) {
        String name = "e2e-" + COUNTER.incrementAndGet();
        var running = exeat.start(Exeat.sandboxArguments(name, List.of(flags), "bash", "--norc", "-c", AGENT));
        var session = new Session(exeat, name, running);
        try {
            session.sh("true");
        } catch (RuntimeException | AssertionError e) {
            running.close();
            throw e;
        }
        return session;
    }

    String name() {
        return name;
    }

    Running running() {
        return running;
    }

    Exeat exeat() {
        return exeat;
    }

    Journal journal() {
        return exeat.journal(name);
    }

    /** Runs this in a bash inside the sandbox. */
    synchronized Said sh(String script) {
        var started = Instant.now();
        running.say(Base64.getEncoder().encodeToString(script.getBytes(UTF_8)));
        String[] answer = running.awaitOut(answers, Duration.ofSeconds(40)).split(" ", 2);
        answers++;
        String text = new String(Base64.getDecoder().decode(answer[1]), UTF_8).stripTrailing();
        return new Said(Integer.parseInt(answer[0]), text, Duration.between(started, Instant.now()));
    }

    /** Runs this Python program inside the sandbox. */
    Said python(String program) {
        String encoded = Base64.getEncoder().encodeToString(program.getBytes(UTF_8));
        return sh("exec /usr/bin/python3 -c \"$(base64 -d <<<" + encoded + ")\"");
    }

    @Override
    public void close() {
        running.close();
    }
}
