package dev.exeat.gateway.dns;

import dev.exeat.policy.HostName;
import dev.exeat.policy.IpAddress;
import dev.exeat.policy.Parsed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The file of lines {@code ADDRESS<TAB>NAME}. A last line without its end was being written when the gateway died, so
 * nobody ever heard of it: it is cut off. For one thread.
 */
final class AddressJournal implements AutoCloseable {
    record Line(int number, IpAddress address, HostName name) {}

    private static final long MAX_OCTETS = 128L << 20;

    private final Path file;
    private final FileChannel channel;
    private long length;

    private AddressJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static AddressJournal open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new AddressJournal(file, channel);
    }

    /** Reads every line. */
    List<Line> load() throws IOException {
        if (channel.size() > MAX_OCTETS) {
            throw new IOException(file + ": larger than any journal of addresses");
        }
        channel.position(0);
        byte[] content = Channels.newInputStream(channel).readAllBytes();
        length = content.length;
        while (length > 0 && content[(int) length - 1] != '\n') {
            length--;
        }
        channel.truncate(length);
        List<Line> lines = new ArrayList<>();
        String text = new String(content, 0, (int) length, StandardCharsets.ISO_8859_1);
        for (int start = 0; start < text.length(); start = text.indexOf('\n', start) + 1) {
            lines.add(parse(lines.size() + 1, text.substring(start, text.indexOf('\n', start))));
        }
        return lines;
    }

    /** Writes one line whole, or leaves the file as it was. */
    void append(IpAddress address, HostName name) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((address + "\t" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        int octets = line.remaining();
        try {
            while (line.hasRemaining()) {
                channel.write(line, length + line.position());
            }
        } catch (IOException failed) {
            channel.truncate(length);
            throw failed;
        }
        length += octets;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private Line parse(int number, String line) throws IOException {
        String[] fields = line.split("\t", -1);
        if (fields.length == 2
                && IpAddress.parse(fields[0]) instanceof Parsed.Ok<IpAddress>(IpAddress address)
                && address.toString().equals(fields[0])
                && HostName.parseWire(fields[1]) instanceof Parsed.Ok<HostName>(HostName name)
                && name.ascii().equals(fields[1])) {
            return new Line(number, address, name);
        }
        throw new IOException(file + ":" + number + ": not a line of an address and a name");
    }
}
