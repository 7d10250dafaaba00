package dev.exeat.linux;

/**
 * How a process ended, by wait(2).
 *
 * @param code the exit code 0..255, or 0 when a signal ended it
 * @param signal the signal that ended it, or 0
 */
public record ExitStatus(int code, int signal) {
    private static final int SIGNALLED = 128;

    static ExitStatus ofWaitStatus(int status) {
        return new ExitStatus((status >> 8) & 0xff, status & 0x7f);
    }

    /** Whether it exited by itself with code 0. */
    public boolean success() {
        return code == 0 && signal == 0;
    }

    /** As a shell reports it: the code, or 128 plus the signal. */
    public int shellStatus() {
        return signal == 0 ? code : SIGNALLED + signal;
    }

    @Override
    public String toString() {
        return signal == 0 ? "exit status " + code : "signal " + signal;
    }
}
