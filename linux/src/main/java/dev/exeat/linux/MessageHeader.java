package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A struct msghdr with one iovec and room for one SCM_RIGHTS message, laid out as on every 64-bit Linux. */
final class MessageHeader {
    private static final int SIZE = 56;
    private static final int IOVEC = 16;
    private static final int IOVEC_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int CMSG_HEADER = 16;
    private static final int CMSG_ONE = CMSG_HEADER + Integer.BYTES;
    // room for more than the one that is allowed: what does not fit would be cut off instead of being seen and closed
    private static final int CONTROL_ROOM = CMSG_HEADER + 4 * Integer.BYTES;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private final MemorySegment header;
    private final MemorySegment data;
    private final MemorySegment control;

    private MessageHeader(Arena arena, MemorySegment data, int controlLength) {
        this.data = data;
        header = arena.allocate(SIZE, 8);
        control = arena.allocate(CONTROL_ROOM, 8);
        MemorySegment iovec = arena.allocate(16, 8);
        iovec.set(ValueLayout.JAVA_LONG, 0, data.address());
        iovec.set(ValueLayout.JAVA_LONG, 8, data.byteSize());
        header.set(ValueLayout.JAVA_LONG, IOVEC, iovec.address());
        header.set(ValueLayout.JAVA_LONG, IOVEC_COUNT, 1);
        if (controlLength > 0) {
            header.set(ValueLayout.JAVA_LONG, CONTROL, control.address());
            header.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, controlLength);
        }
    }

    static MessageHeader toSend(Arena arena, byte[] payload, int descriptor) {
        MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, payload);
        MessageHeader message = new MessageHeader(arena, data, descriptor < 0 ? 0 : CMSG_HEADER + 8);
        message.control.set(ValueLayout.JAVA_LONG, 0, CMSG_ONE);
        message.control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
        message.control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
        message.control.set(ValueLayout.JAVA_INT, CMSG_HEADER, descriptor);
        return message;
    }

    static MessageHeader toReceive(Arena arena, int limit) {
        return new MessageHeader(arena, arena.allocate(limit), CONTROL_ROOM);
    }

    long address() {
        return header.address();
    }

    int flags() {
        return header.get(ValueLayout.JAVA_INT, FLAGS);
    }

    byte[] payload(int length) {
        return data.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The descriptors that arrived; they are open in this process from now on. */
    List<Descriptor> descriptors() {
        List<Descriptor> found = new ArrayList<>();
        long length = header.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH);
        boolean rights = length >= CMSG_ONE && control.get(ValueLayout.JAVA_INT, 12) == SCM_RIGHTS;
        long end = rights ? Math.min(control.get(ValueLayout.JAVA_LONG, 0), CONTROL_ROOM) : 0;
        for (long at = CMSG_HEADER; at + Integer.BYTES <= end; at += Integer.BYTES) {
            found.add(Descriptor.adopt(control.get(ValueLayout.JAVA_INT, at)));
        }
        return found;
    }
}
