package dev.exeat.engine.jail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a command can be run at all, found out before anything is built, with the exit statuses of a shell. */
public final class CommandLookup {
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private CommandLookup() {}

    /**
     * Why a command cannot be run.
     *
     * @param status 126 when it cannot be executed, 127 when there is none
     * @param message one sentence for the user
     */
    public record Failure(int status, String message) {}

    /** Looks for the program of a plan in the PATH that it will have; empty when it is there. */
    public static Optional<Failure> failure(JailPlan plan) {
        return failure(plan.command().getFirst(), plan.environment(), plan.workdir());
    }

    static Optional<Failure> failure(String program, Map<String, String> environment, Path workdir) {
        if (program.contains("/")) {
            return failureOf(program, workdir.resolve(program));
        }
        String path = environment.getOrDefault("PATH", "/bin:/usr/bin");
        boolean found = Stream.of(path.split(":", -1))
                .map(directory -> workdir.resolve(directory).resolve(program))
                .anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
        return found && !program.isEmpty()
                ? Optional.empty()
                : Optional.of(new Failure(NOT_FOUND, "command '" + program + "' was not found"));
    }

    private static Optional<Failure> failureOf(String program, Path file) {
        if (!Files.exists(file)) {
            return Optional.of(new Failure(NOT_FOUND, "command '" + program + "' was not found"));
        }
        return Files.isRegularFile(file) && Files.isExecutable(file)
                ? Optional.empty()
                : Optional.of(new Failure(NOT_EXECUTABLE, "command '" + program + "' cannot be executed"));
    }
}
