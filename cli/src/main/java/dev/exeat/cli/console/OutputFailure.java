package dev.exeat.cli.console;

import java.io.IOException;
import java.io.Serial;

/** Standard output took no more. Unchecked, since a {@link java.io.PrintWriter} keeps every {@link IOException} to itself. */
public final class OutputFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean readerGone;

    OutputFailure(IOException cause, boolean readerGone) {
        super(cause.getMessage(), cause);
        this.readerGone = readerGone;
    }

    /** Whether nobody reads it any more, as behind {@code | head -1}: that is no failure. */
    public boolean readerGone() {
        return readerGone;
    }
}
