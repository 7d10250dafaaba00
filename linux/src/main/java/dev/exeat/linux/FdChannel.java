package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands descriptors to another process: a Unix SOCK_SEQPACKET socket whose messages are a short tag with at most one descriptor
 * (SCM_RIGHTS, unix(7), cmsg(3)). Calls block, so they belong on a platform thread; {@link #close} ends a blocked {@link #receive}.
 */
public final class FdChannel implements AutoCloseable {
    /** The longest tag, in bytes of UTF-8. */
    public static final int TAG_LIMIT = 256;

    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_TRUNC = 0x20;
    private static final int SHUT_RDWR = 2;

    private final Descriptor socket;

    private FdChannel(Descriptor socket) {
        this.socket = socket;
    }

    /** A message: its tag, and the descriptor that came with it, now the receiver's to close. */
    public record Message(String tag, @Nullable Descriptor descriptor) {
        /** The descriptor of a message that must have one. */
        public Descriptor required() {
            if (descriptor == null) {
                throw new IllegalStateException("message '" + tag + "' has no descriptor");
            }
            return descriptor;
        }
    }

    /** Two connected ends; one is usually given to a child by {@link Spawn#descriptor}. */
    public record Pair(FdChannel ours, FdChannel theirs) {}

    /** socketpair(2), both ends close-on-exec. */
    public static Pair pair() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(8, 4);
            Libc.function("socketpair")
                    .call(Sockets.AF_UNIX, Sockets.SOCK_SEQPACKET | Sockets.SOCK_CLOEXEC, 0, ends.address());
            return new Pair(
                    of(Descriptor.adopt(ends.getAtIndex(ValueLayout.JAVA_INT, 0))),
                    of(Descriptor.adopt(ends.getAtIndex(ValueLayout.JAVA_INT, 1))));
        }
    }

    /** The channel over a socket of this kind, such as an inherited one: {@code FdChannel.of(Descriptor.adopt(3))}. */
    public static FdChannel of(Descriptor socket) {
        return new FdChannel(socket);
    }

    /** The socket, to be given to a child; still owned by this channel. */
    public Descriptor socket() {
        return socket;
    }

    /** Sends a tag and a copy of the descriptor; the caller still owns his. */
    public void send(String tag, Descriptor descriptor) {
        send(tag, descriptor.number());
    }

    /** Sends a tag without a descriptor. */
    public void send(String tag) {
        send(tag, -1);
    }

    private void send(String tag, int descriptor) {
        byte[] bytes = tag.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > TAG_LIMIT) {
            throw new IllegalArgumentException("a tag has 1 to " + TAG_LIMIT + " bytes");
        }
        try (Arena arena = Arena.ofConfined()) {
            MessageHeader header = MessageHeader.toSend(arena, bytes, descriptor);
            long sent = retried("sendmsg", header, MSG_NOSIGNAL);
            if (sent < 0) {
                throw new SystemCallException("sendmsg", (int) -sent);
            }
        }
    }

    /**
     * Waits for the next message.
     *
     * @return empty when the other end is closed
     * @throws SystemCallException with EMSGSIZE for a message that is too long or carries more than one descriptor (which are closed)
     */
    public Optional<Message> receive() {
        try (Arena arena = Arena.ofConfined()) {
            MessageHeader header = MessageHeader.toReceive(arena, TAG_LIMIT);
            long got = retried("recvmsg", header, MSG_CMSG_CLOEXEC);
            if (got == 0 || got == -Errno.ECONNRESET) {
                header.descriptors().forEach(Descriptor::close);
                return Optional.empty();
            }
            if (got < 0) {
                throw new SystemCallException("recvmsg", (int) -got);
            }
            return Optional.of(message(header, (int) got));
        }
    }

    private static Message message(MessageHeader header, int length) {
        var descriptors = header.descriptors();
        if ((header.flags() & (MSG_CTRUNC | MSG_TRUNC)) != 0 || descriptors.size() > 1) {
            descriptors.forEach(Descriptor::close);
            throw new SystemCallException("recvmsg", Errno.EMSGSIZE);
        }
        String tag = new String(header.payload(length), StandardCharsets.UTF_8);
        return new Message(tag, descriptors.isEmpty() ? null : descriptors.getFirst());
    }

    private long retried(String function, MessageHeader header, int flags) {
        while (true) {
            long result = Libc.function(function).attemptLong(socket.number(), header.address(), flags);
            if (result != -Errno.EINTR) {
                return result;
            }
        }
    }

    @Override
    public void close() {
        try {
            Libc.function("shutdown").attempt(socket.number(), SHUT_RDWR);
        } catch (IllegalStateException closedAlready) {
            return;
        }
        socket.close();
    }
}
