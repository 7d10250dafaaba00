package dev.exeat.linux;

import java.util.concurrent.atomic.AtomicBoolean;

/** An open file descriptor of this process with one owner, who closes it; closing twice is harmless. */
public final class Descriptor implements AutoCloseable {
    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Descriptor(int number) {
        this.number = number;
    }

    /** Takes ownership of an open descriptor, such as one that was inherited. */
    public static Descriptor adopt(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("not a descriptor: " + number);
        }
        return new Descriptor(number);
    }

    /** The number, valid until {@link #close}. */
    public int number() {
        if (closed.get()) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    /** Gives up ownership: the caller closes the number from now on, and {@link #close} here does nothing. */
    public int release() {
        if (!closed.compareAndSet(false, true)) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            // not retried on EINTR: on Linux the number is free by then, and may be someone else's
            Libc.function("close").attempt(number);
        }
    }

    @Override
    public String toString() {
        return "descriptor " + number;
    }
}
