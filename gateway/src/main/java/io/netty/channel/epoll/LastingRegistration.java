package io.netty.channel.epoll;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Keeps a connection in epoll(7). Netty (seen in 4.2.18) takes out one that has seen its peer's end and is not being read,
 * and then fails to change what is no longer there: the next write that would block, or the next read, is an error, and the rest of
 * the bytes is lost. Waiting for errors, which the kernel reports anyway, is enough to stay in. Stands in Netty's package because
 * nothing public sets a flag.
 */
public final class LastingRegistration {
    private LastingRegistration() {}

    /** To be called before anything was read from the connection, on its event loop or before it has one. */
    public static void of(EpollSocketChannel connection) {
        try {
            connection.setFlag(EpollIoOps.EPOLLERR.value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
