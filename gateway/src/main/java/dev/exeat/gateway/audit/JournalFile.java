package dev.exeat.gateway.audit;

import dev.exeat.linux.AppendOnlyFile;
import dev.exeat.linux.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The file under a journal: where its chain stands, and whether it is still the file that was opened. The checks use the open
 * descriptor only, because the gateway may have given up the right to enter the directory. Guarded by the journal's lock.
 */
final class JournalFile {
    /** The longest line that the writer makes, with room to spare. */
    static final int LINE_LIMIT = 64 * 1024;

    private final AppendOnlyFile file;
    private final String path;
    private final int mode;
    private long size;
    private long sequence;
    private String previous = Chain.START;

    private JournalFile(AppendOnlyFile file) throws IOException {
        this.file = file;
        this.path = file.currentPath();
        this.mode = file.state().mode();
        this.size = file.state().size();
    }

    /** Opens or creates the journal; {@link #cutTornLine} must follow before the first record. */
    static JournalFile open(Path path) throws IOException {
        AppendOnlyFile file = AppendOnlyFile.open(path);
        try {
            return new JournalFile(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Finds the last whole line, takes its place in the chain and cuts what follows it; gives the bytes cut. */
    long cutTornLine() throws IOException {
        long start = Math.max(0, size - 2L * LINE_LIMIT);
        byte[] tail = readAll(start);
        int end = lastLineFeed(tail, tail.length);
        long torn = tail.length - end - 1L;
        if (end < 0 && start > 0) {
            throw new IOException("'" + path + "' is no journal: its last line has no end");
        }
        if (torn > 0 && !file.truncate(size - torn)) {
            throw new IOException("the torn last line of '" + path + "' cannot be cut off");
        }
        size -= torn;
        if (end >= 0) {
            continueAfter(Arrays.copyOfRange(tail, lastLineFeed(tail, end) + 1, end));
        }
        return torn;
    }

    private byte[] readAll(long start) throws IOException {
        byte[] all = new byte[(int) (size - start)];
        int filled = 0;
        while (filled < all.length) {
            byte[] part = file.read(start + filled, all.length - filled);
            if (part.length == 0) {
                throw new IOException("'" + path + "' became shorter while it was read");
            }
            System.arraycopy(part, 0, all, filled, part.length);
            filled += part.length;
        }
        return all;
    }

    private static int lastLineFeed(byte[] bytes, int before) {
        int at = before - 1;
        while (at >= 0 && bytes[at] != '\n') {
            at--;
        }
        return at;
    }

    private void continueAfter(byte[] line) throws IOException {
        try {
            sequence = RecordLine.read(new String(line, StandardCharsets.ISO_8859_1))
                    .sequence();
            previous = Chain.hash(line, line.length);
        } catch (RecordLine.Malformed e) {
            throw new IOException("the last line of '" + path + "' is no record: " + e.getMessage(), e);
        }
    }

    long size() {
        return size;
    }

    long nextSequence() {
        return sequence + 1;
    }

    String previous() {
        return previous;
    }

    /** Appends the line of the record numbered {@link #nextSequence}, whole or not at all. */
    void append(byte[] line) throws JournalFailure {
        checkUnchanged();
        long written = file.write(line);
        if (written == line.length) {
            size += written;
            sequence++;
            previous = Chain.hash(line, line.length - 1);
            return;
        }
        if (written > 0) {
            // what follows must not be glued to half a line
            file.truncate(size);
        }
        throw new JournalFailure(
                written < 0
                        ? Errno.text((int) -written)
                        : "only a part of a line could be written, the disk may be full");
    }

    /** One question to the kernel: has the open file lost its name, its mode or its bytes? */
    void checkUnchanged() throws JournalFailure {
        AppendOnlyFile.State now;
        try {
            now = file.state();
        } catch (IOException e) {
            throw new JournalFailure(String.valueOf(e.getMessage()));
        }
        if (now.links() == 0) {
            throw new JournalFailure("the file was removed or replaced");
        }
        if (now.mode() != mode) {
            throw new JournalFailure(
                    "the mode of the file was changed to " + Integer.toOctalString(now.mode() & 07777));
        }
        if (now.size() > size) {
            // half a line of ours that could not be cut off before, or somebody else's bytes: neither may stay
            file.truncate(size);
            throw new JournalFailure("the file has " + (now.size() - size) + " bytes that are not the gateway's");
        }
        if (now.size() < size) {
            throw new JournalFailure("the file was cut to " + now.size() + " bytes");
        }
    }

    /** As {@link #checkUnchanged}, and that the path still leads to the file. */
    void checkInPlace() throws JournalFailure {
        checkUnchanged();
        try {
            String now = file.currentPath();
            if (!now.equals(path)) {
                throw new JournalFailure("the file was moved to '" + now + "'");
            }
        } catch (IOException e) {
            throw new JournalFailure(String.valueOf(e.getMessage()));
        }
    }

    /** Waits for the disk; may run beside an append. */
    void sync() throws JournalFailure {
        long result = file.sync();
        if (result < 0) {
            throw new JournalFailure(Errno.text((int) -result));
        }
    }

    void close() {
        file.close();
    }
}
