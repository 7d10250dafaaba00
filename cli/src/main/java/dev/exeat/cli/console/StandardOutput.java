package dev.exeat.cli.console;

import dev.exeat.linux.Descriptors;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The process's standard output, which does not lose a byte without saying so: an {@link OutputFailure}. */
public final class StandardOutput extends OutputStream {
    private static final int NUMBER = 1;

    private final FileOutputStream file = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            file.write(bytes, offset, length);
        } catch (IOException failed) {
            throw new OutputFailure(failed, Descriptors.readerGone(NUMBER));
        }
    }
}
