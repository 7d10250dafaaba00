package dev.exeat.linux;

/** Sockets made by system calls, for what Java's own can't do: handing over, options, families. */
public final class Sockets {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_SEQPACKET = 5;
    static final int SOCK_CLOEXEC = 0x80000;

    private Sockets() {}

    /** socket(2), close-on-exec, in the network namespace of the calling thread. */
    public static Descriptor socket(int family, int type, int protocol) {
        return Descriptor.adopt(Libc.function("socket").call(family, type | SOCK_CLOEXEC, protocol));
    }
}
