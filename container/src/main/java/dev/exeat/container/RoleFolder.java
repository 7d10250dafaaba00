package dev.exeat.container;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.SystemCallException;
import dev.exeat.linux.UnixSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The folder that one container of Exeat's sees as {@code /run/exeat}, with the sockets that this process listens at. Nobody else gets
 * there: on the host the folder lies below one that only its owner may enter, and no other container has it.
 */
public final class RoleFolder implements AutoCloseable {
    /** Where the container sees it. */
    public static final String INSIDE = "/run/exeat";

    private final Path path;
    private final Descriptor control;
    private final Descriptor channel;

    private RoleFolder(Path path, Descriptor control, Descriptor channel) {
        this.path = path;
        this.control = control;
        this.channel = channel;
    }

    /**
     * Makes the folder, which may not be there yet, and listens in it.
     *
     * @param owner the user and group of the container, or a negative number for this process's
     */
    public static RoleFolder make(Path path, int owner) {
        try {
            // before anybody can connect, so that a socket is never there with other permissions
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Descriptor control = UnixSockets.listen(path.resolve("control"), Sockets.SOCK_STREAM);
            Descriptor channel = UnixSockets.listen(path.resolve("channel"), Sockets.SOCK_SEQPACKET);
            for (Path socket : new Path[] {path.resolve("control"), path.resolve("channel")}) {
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
            if (owner >= 0) {
                Files.setAttribute(path, "unix:uid", owner);
                Files.setAttribute(path, "unix:gid", owner);
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new RoleFolder(path, control, channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is on the host. */
    public Path path() {
        return path;
    }

    /** The argument of {@code --mount} that gives it to a container. */
    public String mount() {
        return "type=bind,source=" + path + ",target=" + INSIDE;
    }

    /** Waits for the container to connect for control lines. */
    public Descriptor awaitControl(Duration limit, Supplier<String> why) {
        return await(control, limit, why);
    }

    /** Waits for the container to connect for descriptors. */
    public FdChannel awaitChannel(Duration limit, Supplier<String> why) {
        return FdChannel.of(await(channel, limit, why));
    }

    private static Descriptor await(Descriptor listener, Duration limit, Supplier<String> why) {
        CompletableFuture<Descriptor> accepted = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("accept").start(() -> {
            try {
                Descriptor connection = UnixSockets.accept(listener);
                if (!accepted.complete(connection)) {
                    connection.close();
                }
            } catch (SystemCallException | IllegalStateException closed) {
                accepted.completeExceptionally(closed);
            }
        });
        try {
            return accepted.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            accepted.cancel(false);
            throw new EngineException("ended by a signal", "");
        } catch (ExecutionException | TimeoutException failed) {
            accepted.cancel(false);
            throw new EngineException(why.get(), "");
        }
    }

    /** Ends every wait for a connection, since nobody will come. */
    public void stop() {
        UnixSockets.stop(control);
        UnixSockets.stop(channel);
    }

    @Override
    public void close() {
        stop();
        control.close();
        channel.close();
    }
}
