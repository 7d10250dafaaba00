package dev.exeat.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A pseudo terminal, pty(7): what is written to the slave is read from the master, and the other way round. */
public final class Pty implements AutoCloseable {
    private static final int O_NOCTTY = 0x100;
    private static final int NAME_LIMIT = 128;

    private final Descriptor master;
    private final Path slave;

    private Pty(Descriptor master, Path slave) {
        this.master = master;
        this.slave = slave;
    }

    /** A new one; its slave may be opened at once. */
    public static Pty open() {
        int number = Libc.function("posix_openpt").call(Descriptors.O_RDWR | O_NOCTTY | Descriptors.O_CLOEXEC);
        Libc.function("grantpt").call(number);
        Libc.function("unlockpt").call(number);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(NAME_LIMIT);
            Libc.function("ptsname_r").callReturningErrno(number, name.address(), NAME_LIMIT);
            return new Pty(Descriptor.adopt(number), Path.of(name.getString(0)));
        }
    }

    /** The master's descriptor; reading it fails with EIO when nobody has the slave open any more. */
    public Descriptor master() {
        return master;
    }

    /** The slave's device, such as {@code /dev/pts/3}. */
    public Path slave() {
        return slave;
    }

    /** Opens the slave; it does not become this process's controlling terminal. */
    public Descriptor openSlave() {
        return Descriptors.open(slave.toString(), Descriptors.O_RDWR | O_NOCTTY);
    }

    /** Closes the master: the slave's processes get SIGHUP. */
    @Override
    public void close() {
        master.close();
    }
}
