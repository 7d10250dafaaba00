package dev.exeat.gateway;

import dev.exeat.linux.Descriptor;
import dev.exeat.linux.DescriptorInput;
import dev.exeat.linux.DescriptorOutput;
import dev.exeat.linux.Descriptors;
import dev.exeat.linux.FdChannel;
import dev.exeat.linux.Sockets;
import dev.exeat.linux.UnixSockets;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway hears from whoever started it.
 *
 * @param in lines that come
 * @param out lines that go
 * @param channel descriptors that come, and those that are asked for
 * @param folder the folder of a gateway that runs in a container; null for a child of Exeat's
 */
record Control(
        ControlInput in,
        ControlOutput out,
        FdChannel channel,
        @Nullable Path folder) {
    private static final int DESCRIPTOR_CHANNEL = 3;

    /** Over descriptors 0, 1 and 3. */
    static Control inherited() {
        return new Control(
                new ControlInput(new BufferedInputStream(new FileInputStream(FileDescriptor.in))),
                new ControlOutput(new FileOutputStream(FileDescriptor.out)),
                FdChannel.of(Descriptor.adopt(DESCRIPTOR_CHANNEL)),
                null);
    }

    /** Over the sockets {@code control} and {@code channel} of a folder, at which somebody listens. */
    static Control of(Path folder) {
        Descriptor lines = UnixSockets.connect(folder.resolve("control"), Sockets.SOCK_STREAM);
        Descriptor answers = Descriptors.duplicate(lines.number(), 0);
        return new Control(
                new ControlInput(new BufferedInputStream(new DescriptorInput(lines))),
                new ControlOutput(new DescriptorOutput(answers)),
                FdChannel.of(UnixSockets.connect(folder.resolve("channel"), Sockets.SOCK_SEQPACKET)),
                folder);
    }

    /** Whether the process that started this one is its parent, so that the kernel can end this one with it. */
    boolean isParents() {
        return folder == null;
    }

    /** Makes the file that the container's health check looks for. */
    void serving() throws IOException {
        if (folder != null) {
            Path mark = folder.resolve("serving");
            if (Files.notExists(mark)) {
                Files.createFile(mark);
            }
        }
    }
}
