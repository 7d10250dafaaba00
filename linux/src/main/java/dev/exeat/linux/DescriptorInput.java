package dev.exeat.linux;

import java.io.InputStream;

/** Reads a descriptor as a stream; closing the stream closes the descriptor. */
public final class DescriptorInput extends InputStream {
    private final Descriptor descriptor;

    /** Takes the descriptor over. */
    public DescriptorInput(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        return length == 0 ? 0 : Descriptors.read(descriptor, into, offset, length);
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
