package dev.exeat.cli.state;

import java.time.Instant;

/** How far a sandbox got. */
public sealed interface Status {
    /** It was started and nobody wrote down that it ended; whether it is alive is for {@link SandboxState#alive()} to say. */
    record Running() implements Status {}

    /** The command ended by itself. */
    record Ended(int exitStatus, Instant at) implements Status {}

    /** Exeat refused to start it, gave it up, or was killed; {@code why} is one sentence. */
    record Failed(String why, Instant at) implements Status {}
}
