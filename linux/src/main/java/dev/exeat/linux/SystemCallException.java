package dev.exeat.linux;

/** A system call or C library function that failed: which one, and why. The message is, for example, {@code setns: EPERM (operation not permitted)}. */
public final class SystemCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    /** A failure of the named call with an error number of errno(3). */
    public SystemCallException(String call, int errno) {
        super(call + ": " + Errno.name(errno) + " (" + Errno.text(errno) + ")");
        this.call = call;
        this.errno = errno;
    }

    /** The function's name, such as {@code setns}. */
    public String call() {
        return call;
    }

    /** The error number, to be compared with the constants of {@link Errno}. */
    public int errno() {
        return errno;
    }
}
