package dev.exeat.linux;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Starts a program by posix_spawn(3).
 *
 * <p>Unlike {@link ProcessBuilder}, which forks from a helper, the child is made by the <em>calling thread</em>: it inherits that
 * thread's network namespace, credentials, ambient capabilities, seccomp filters and no_new_privs, and a parent-death signal that the
 * child asks for fires when that <em>thread</em> ends. The signal mask is emptied; handled signals get their default action, ignored ones
 * stay ignored (nohup works).
 *
 * <p>The child gets the descriptors that were named and no other one; 0, 1 and 2 are /dev/null unless named. The environment is empty
 * unless given.
 */
public final class Spawn {
    private static final int OUTPUT_LIMIT = 1 << 20;

    final List<String> arguments;
    final Map<String, String> environment = new LinkedHashMap<>();
    final TreeMap<Integer, Integer> descriptors = new TreeMap<>();

    @Nullable
    Path directory;

    boolean session;

    @Nullable
    Path terminal;

    int terminalDescriptor;

    private Spawn(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("no program given");
        }
        this.arguments = List.copyOf(arguments);
    }

    /** A program (a path, or a name to be found in the PATH of this process) with its arguments; the first is also its argv[0]. */
    public static Spawn of(List<String> arguments) {
        return new Spawn(arguments);
    }

    /** As {@link #of(List)}. */
    public static Spawn of(String... arguments) {
        return new Spawn(List.of(arguments));
    }

    /** Adds variables to the child's environment. */
    public Spawn environment(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** The child's working directory; otherwise the one of this process. */
    public Spawn directory(Path path) {
        directory = path;
        return this;
    }

    /** Gives the child the descriptor {@code parent} under the number {@code child}; numbers may overlap in any way. */
    public Spawn descriptor(int child, int parent) {
        descriptors.put(child, parent);
        return this;
    }

    /** Gives the child the standard input, output and error of this process. */
    public Spawn standardStreams() {
        return descriptor(0, 0).descriptor(1, 1).descriptor(2, 2);
    }

    /** Makes the child the leader of a new session (setsid). */
    public Spawn session() {
        session = true;
        return this;
    }

    /** Makes a new session and opens the terminal there as {@code child}: it becomes the session's controlling terminal. */
    public Spawn terminal(Path tty, int child) {
        terminal = tty;
        terminalDescriptor = child;
        return session();
    }

    /**
     * Starts the program.
     *
     * @throws SystemCallException for example with ENOENT when there is no such program or directory
     */
    public Child start() {
        return new Child(PosixSpawn.start(this));
    }

    /**
     * Starts the program with this text as its standard input, waits for it and gives what it printed (at most 1 MiB each of output and
     * error, in UTF-8).
     */
    public Finished run(String input) {
        byte[] none = {};
        try (Descriptor in = Descriptors.memory("input", input.getBytes(StandardCharsets.UTF_8));
                Descriptor out = Descriptors.memory("output", none);
                Descriptor err = Descriptors.memory("error", none)) {
            descriptor(0, in.number()).descriptor(1, out.number()).descriptor(2, err.number());
            ExitStatus status = start().waitFor();
            return new Finished(status, text(out), text(err));
        }
    }

    private static String text(Descriptor file) {
        Descriptors.rewind(file);
        return new String(Descriptors.readAll(file, OUTPUT_LIMIT), StandardCharsets.UTF_8);
    }

    /** What a program said and how it ended. */
    public record Finished(ExitStatus status, String output, String error) {}
}
