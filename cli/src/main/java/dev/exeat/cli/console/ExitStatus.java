package dev.exeat.cli.console;

/** Exit statuses of Exeat's own; everything else that {@code run} ends with is the workload's. */
public final class ExitStatus {
    /** Done, nothing found. */
    public static final int OK = 0;

    /** A checking command found something. */
    public static final int FOUND = 1;

    /** Wrong usage. */
    public static final int USAGE = 2;

    /** Exeat itself failed, as {@code docker run} has it. */
    public static final int OWN_FAILURE = 125;

    /** The command was found but could not be started, as a shell has it. */
    public static final int NOT_EXECUTABLE = 126;

    /** The command was not found, as a shell has it. */
    public static final int NOT_FOUND = 127;

    /** Standard output was closed by its reader: as a shell has it for SIGPIPE, which a JVM ignores. */
    public static final int READER_GONE = 141;

    private ExitStatus() {}
}
