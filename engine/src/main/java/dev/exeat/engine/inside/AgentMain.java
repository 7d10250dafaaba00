package dev.exeat.engine.inside;

import dev.exeat.linux.FdChannel;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.UnixSockets;
import java.nio.file.Path;

/**
 * The program of the holder and of the init container. It connects to the socket {@code channel} of the folder that is its argument, and
 * does what it is asked there until the other end closes; see {@link Agent}.
 */
public final class AgentMain {
    private static final int WRONG_USAGE = 2;

    private AgentMain() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("exeat agent: error: the folder of its socket is missing");
            Runtime.getRuntime().halt(WRONG_USAGE);
        }
        try (FdChannel channel =
                FdChannel.of(UnixSockets.connect(Path.of(arguments[0], "channel"), Sockets.SOCK_SEQPACKET))) {
            new Agent(channel).serve();
        }
        // at once: a container whose first process lingers is a sandbox that lingers
        Runtime.getRuntime().halt(0);
    }
}
