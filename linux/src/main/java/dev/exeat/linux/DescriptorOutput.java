package dev.exeat.linux;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Writes a descriptor as a stream; closing the stream closes the descriptor. */
public final class DescriptorOutput extends OutputStream {
    private final Descriptor descriptor;

    /** Takes the descriptor over. */
    public DescriptorOutput(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            Descriptors.write(descriptor, Arrays.copyOfRange(bytes, offset, offset + length));
        } catch (SystemCallException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
