package dev.exeat.gateway.flow;

import dev.exeat.policy.IpAddress;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a redirected connection wanted to go, as connection tracking remembers it (SO_ORIGINAL_DST,
 * linux/netfilter_ipv4.h and ip6_tables.h).
 */
record OriginalDestination(IpAddress address, int port) {
    private static final int SO_ORIGINAL_DST = 80;
    private static final RawUnixChannelOption V4 = new RawUnixChannelOption("ORIGINAL_DST_4", 0, SO_ORIGINAL_DST, 16);
    private static final RawUnixChannelOption V6 = new RawUnixChannelOption("ORIGINAL_DST_6", 41, SO_ORIGINAL_DST, 28);
    private static final int PORT_OFFSET = 2;

    /** How the destination of an accepted connection is found; null when it is not known. */
    @FunctionalInterface
    interface Source {
        @Nullable
        OriginalDestination of(EpollSocketChannel accepted);
    }

    /** Asks the kernel. Gives null where there was no redirection, also for a connection made to the listener itself. */
    static @Nullable OriginalDestination ask(EpollSocketChannel accepted) {
        InetAddress local = accepted.localAddress().getAddress();
        boolean v4 = local.getAddress().length == 4;
        try {
            ByteBuffer answer = accepted.config().getOption(v4 ? V4 : V6);
            OriginalDestination found = answer == null ? null : parse(answer, v4);
            return found == null || found.isAt(accepted.localAddress()) || local(found) ? null : found;
        } catch (RuntimeException | Error e) {
            // ENOENT: the connection is not tracked. Whatever it is, it has no destination that could be decided on.
            return null;
        }
    }

    private static @Nullable OriginalDestination parse(ByteBuffer answer, boolean v4) {
        byte[] bytes = new byte[answer.remaining()];
        answer.get(bytes);
        int addressAt = v4 ? 4 : 8;
        int length = v4 ? 4 : 16;
        if (bytes.length < addressAt + length) {
            return null;
        }
        int port = Byte.toUnsignedInt(bytes[PORT_OFFSET]) << 8 | Byte.toUnsignedInt(bytes[PORT_OFFSET + 1]);
        return port == 0
                ? null
                : new OriginalDestination(IpAddress.of(Arrays.copyOfRange(bytes, addressAt, addressAt + length)), port);
    }

    private boolean isAt(InetSocketAddress listener) {
        return port == listener.getPort()
                && address.equals(IpAddress.of(listener.getAddress().getAddress()));
    }

    // loopback is never redirected, so nobody who asked for it can have come here by the redirection
    private static boolean local(OriginalDestination found) {
        byte[] bytes = found.address().bytes();
        return bytes.length == 4
                ? bytes[0] == 127
                : found.address().high() == 0 && found.address().low() == 1;
    }
}
