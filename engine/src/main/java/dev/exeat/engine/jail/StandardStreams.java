package dev.exeat.engine.jail;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.Descriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command gets as standard input, output and error.
 *
 * <p>A terminal is replaced by one of Exeat's own: into the caller's, a command could type (TIOCSTI), and it is the controlling terminal
 * of the shell outside. A socket is replaced by a pipe: the command must not hold a connection out of the sandbox. So is a block device.
 * A directory becomes /dev/null: it would be a way into the host's file system. So is a file that was opened for reading only: opened
 * again through /proc/self/fd, it is the host's file outside of every read-only mount, and writable; a pipe takes its place. Anything
 * else (files to write to, pipes, /dev/null) is passed on.
 *
 * <p>With a terminal on both sides this behaves as {@code docker run -it}: the outer one is raw meanwhile, so that keys such as Ctrl-C
 * and Ctrl-Z belong to the command's foreground job ({@link InnerTerminal}).
 */
public final class StandardStreams implements AutoCloseable {
    private static final int STREAMS = 3;
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    private final List<Descriptor> outer = new ArrayList<>();
    private final List<Descriptor> forChild = new ArrayList<>();
    private final List<Runnable> outputStarters = new ArrayList<>();
    private final List<Runnable> inputStarters = new ArrayList<>();
    private final List<Relay> outputs = new ArrayList<>();
    private final boolean[] terminals = new boolean[STREAMS];
    private final @Nullable InnerTerminal terminal;

    private StandardStreams(int[] numbers) {
        for (int stream = 0; stream < STREAMS; stream++) {
            terminals[stream] = Descriptors.isTerminal(numbers[stream]);
            outer.add(
                    Descriptors.kind(numbers[stream]) == Descriptors.Kind.CLOSED
                            ? Descriptors.open("/dev/null", Descriptors.O_RDWR)
                            : Descriptors.duplicate(numbers[stream], STREAMS));
        }
        terminal = hasTerminal() ? joinTerminal() : null;
        for (int stream = 0; stream < STREAMS; stream++) {
            forChild.add(prepare(stream));
        }
    }

    /** From the standard streams of this process. */
    public static StandardStreams ofThisProcess() {
        return of(INPUT, OUTPUT, ERROR);
    }

    /** From three descriptors of this process, which stay the caller's. */
    public static StandardStreams of(int input, int output, int error) {
        return new StandardStreams(new int[] {input, output, error});
    }

    /** Whether the command has a terminal. */
    public boolean hasTerminal() {
        return terminals[INPUT] || terminals[OUTPUT] || terminals[ERROR];
    }

    /** The stream that is the command's terminal, input first; -1 when there is none. */
    int terminalStream() {
        for (int stream = 0; stream < STREAMS; stream++) {
            if (terminals[stream]) {
                return stream;
            }
        }
        return -1;
    }

    /** The descriptor that becomes a stream of the command. */
    Descriptor forChild(int stream) {
        return forChild.get(stream);
    }

    /** Starts to copy what comes out; to be called once bwrap has its descriptors. */
    void startOutput() {
        forChild.forEach(Descriptor::close);
        outputStarters.forEach(Runnable::run);
        if (terminal != null) {
            outputs.add(terminal.show());
        }
    }

    /** Starts to copy what goes in; from now on keys belong to the command. */
    void startInput() {
        inputStarters.forEach(Runnable::run);
        if (terminal != null) {
            terminal.attach();
        }
    }

    /** Waits until all that the command wrote was passed on, and gives the outer terminal its settings back. */
    @Override
    public void close() {
        try {
            for (Relay output : outputs) {
                output.drain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (terminal != null) {
                terminal.detach();
            }
            forChild.forEach(Descriptor::close);
        }
    }

    private Descriptor prepare(int stream) {
        if (terminals[stream] && terminal != null) {
            return terminal.forChild();
        }
        return switch (kind(stream)) {
            case RELAYED -> stream == INPUT ? relayedInput() : relayedOutput(stream);
            case WITHHELD -> Descriptors.open("/dev/null", Descriptors.O_RDWR);
            case PASSED -> Descriptors.duplicate(outer.get(stream).number(), STREAMS);
        };
    }

    private enum Treatment {
        RELAYED,
        WITHHELD,
        PASSED
    }

    private Treatment kind(int stream) {
        int number = outer.get(stream).number();
        return switch (Descriptors.kind(number)) {
            case INET_SOCKET, UNIX_SOCKET, OTHER_SOCKET -> Treatment.RELAYED;
            case CLOSED -> Treatment.WITHHELD;
            case TERMINAL, OTHER -> treatmentOfFile(number);
        };
    }

    private static Treatment treatmentOfFile(int number) {
        Path link = Path.of("/proc/self/fd", Integer.toString(number));
        try {
            int type = (int) Files.getAttribute(link, "unix:mode") & 0170000;
            return switch (type) {
                case 0100000 -> Descriptors.isReadOnly(number) ? Treatment.RELAYED : Treatment.PASSED; // regular file
                case 0020000, 0010000 -> Treatment.PASSED; // character device, pipe
                case 0060000 -> Treatment.RELAYED; // block device
                default -> Treatment.WITHHELD;
            };
        } catch (IOException e) {
            return Treatment.WITHHELD;
        }
    }

    private Descriptor relayedInput() {
        Descriptors.Pipe pipe = Descriptors.pipe();
        inputStarters.add(() -> Relay.start("stdin", outer.get(INPUT), pipe.writeEnd(), pipe.writeEnd()::close));
        return pipe.readEnd();
    }

    private Descriptor relayedOutput(int stream) {
        Descriptors.Pipe pipe = Descriptors.pipe();
        outputStarters.add(() ->
                outputs.add(Relay.start("stream " + stream, pipe.readEnd(), outer.get(stream), pipe.readEnd()::close)));
        return pipe.writeEnd();
    }

    private InnerTerminal joinTerminal() {
        int shown = terminals[OUTPUT] ? OUTPUT : terminals[ERROR] ? ERROR : INPUT;
        // as a pager does, keys are read from the terminal even where standard input is something else
        Descriptor keyboard = terminals[INPUT] ? outer.get(INPUT) : terminals[OUTPUT] ? outer.get(OUTPUT) : null;
        return new InnerTerminal(outer.get(shown), keyboard, terminals[OUTPUT]);
    }
}
