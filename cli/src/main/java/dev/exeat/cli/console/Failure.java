package dev.exeat.cli.console;

import java.io.Serial;

/**
 * Ends a command with one error line, its remedy and an exit status. For what the environment does to us and for wrong
 * usage that only a command can see; nothing catches it but {@code Main}.
 */
public final class Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String id;
    private final String message;
    private final String fix;
    private final int exitStatus;

    private Failure(String id, int exitStatus, String message, String fix) {
        super(message);
        this.id = id;
        this.exitStatus = exitStatus;
        this.message = message;
        this.fix = fix;
    }

    /** Exeat itself failed: exit status 125. */
    public static Failure of(String message, String fix) {
        return new Failure("exeat-failed", ExitStatus.OWN_FAILURE, message, fix);
    }

    /** Exeat itself failed, with the cause for a log. */
    public static Failure of(String message, String fix, Throwable cause) {
        Failure failure = of(message, fix);
        failure.initCause(cause);
        return failure;
    }

    /** The command line is wrong: exit status 2. */
    public static Failure usage(String message, String fix) {
        return usage("wrong-usage", message, fix);
    }

    /** The command line is wrong in a way that has an id of its own: exit status 2. */
    public static Failure usage(String id, String message, String fix) {
        return new Failure(id, ExitStatus.USAGE, message, fix);
    }

    /** The workload's command cannot be started: exit status 126 or 127, as a shell has them. */
    public static Failure ofCommand(int exitStatus, String message, String fix) {
        String id = exitStatus == ExitStatus.NOT_FOUND ? "command-not-found" : "command-not-executable";
        return new Failure(id, exitStatus, message, fix);
    }

    /** What kind of failure it is, in kebab case, for programs. */
    public String id() {
        return id;
    }

    /** One sentence, lower case, with the value in single quotes. */
    public String message() {
        return message;
    }

    /** What to do about it; may be empty. */
    public String fix() {
        return fix;
    }

    /** The status that the process ends with. */
    public int exitStatus() {
        return exitStatus;
    }
}
