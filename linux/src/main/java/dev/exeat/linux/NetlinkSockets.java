package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Netlink sockets that are set up here and read elsewhere (linux/netfilter/nfnetlink_log.h).
 *
 * <p>A log group belongs to the socket that bound it, until its last descriptor is closed: it may be handed to another process.
 */
public final class NetlinkSockets {
    private static final int NETLINK_NETFILTER = 12;
    private static final int NFNL_SUBSYS_ULOG = 4;
    private static final int NFULNL_MSG_CONFIG = 1;
    private static final int NFULA_CFG_CMD = 1;
    private static final int NFULA_CFG_MODE = 2;
    private static final int NFULA_CFG_QTHRESH = 5;
    private static final int NFULNL_CFG_CMD_BIND = 1;
    private static final int NFULNL_COPY_PACKET = 2;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int NLMSG_ERROR = 2;
    private static final int HEADER = 16 + 4;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_RCVBUF = 8;
    private static final int RECEIVE_BUFFER = 4 << 20;

    private NetlinkSockets() {}

    /**
     * A non-blocking socket that receives what {@code log group N} rules of the calling thread's network namespace log, for both
     * families: {@code NFULNL_MSG_PACKET} messages with the first {@code bytes} bytes of each packet, at once and one by one. A reader
     * that is too slow gets ENOBUFS and has lost some. Needs CAP_NET_ADMIN over the namespace.
     */
    public static Descriptor packetLog(int group, int bytes) {
        Descriptor socket =
                Sockets.socket(Sockets.AF_NETLINK, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, NETLINK_NETFILTER);
        try {
            enlarge(socket);
            configure(socket, group, NFULA_CFG_CMD, new byte[] {NFULNL_CFG_CMD_BIND});
            configure(socket, group, NFULA_CFG_MODE, mode(bytes));
            configure(socket, group, NFULA_CFG_QTHRESH, new byte[] {0, 0, 0, 1});
            return socket;
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    private static void enlarge(Descriptor socket) {
        try {
            Sockets.option(socket, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER);
        } catch (SystemCallException notInTheFirstUserNamespace) {
            Sockets.option(socket, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
        }
    }

    /** struct nfulnl_msg_config_mode: the length in network order, the mode, a byte of padding. */
    private static byte[] mode(int bytes) {
        byte[] length = {(byte) (bytes >> 24), (byte) (bytes >> 16), (byte) (bytes >> 8), (byte) bytes};
        return new byte[] {length[0], length[1], length[2], length[3], NFULNL_COPY_PACKET, 0};
    }

    private static void configure(Descriptor socket, int group, int attribute, byte[] value) {
        int attributeLength = 4 + value.length;
        int padded = (attributeLength + 3) & ~3;
        ByteBuffer message = ByteBuffer.allocate(HEADER + padded).order(ByteOrder.nativeOrder());
        message.putInt(message.capacity());
        message.putShort((short) (NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG));
        message.putShort((short) (NLM_F_REQUEST | NLM_F_ACK));
        message.putInt(0).putInt(0);
        // struct nfgenmsg: family, version, and the group in network order
        message.put((byte) 0).put((byte) 0);
        message.put((byte) (group >> 8)).put((byte) group);
        message.putShort((short) attributeLength).putShort((short) attribute);
        message.put(value);
        Descriptors.write(socket, message.array());
        acknowledge(socket);
    }

    private static void acknowledge(Descriptor socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(1024, 8);
            // the kernel answers a request before write(2) returns
            int got = (int) Libc.function("read").attemptLong(socket.number(), answer.address(), answer.byteSize());
            if (got < 0) {
                throw new SystemCallException("netlink", -got);
            }
            int errno = -answer.get(ValueLayout.JAVA_INT, 16);
            if (answer.get(ValueLayout.JAVA_SHORT, 4) != NLMSG_ERROR || errno != 0) {
                throw new SystemCallException("nfnetlink_log", errno);
            }
        }
    }
}
