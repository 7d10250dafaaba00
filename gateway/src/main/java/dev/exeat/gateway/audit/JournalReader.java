package dev.exeat.gateway.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal line by line, also one that is being written: {@link #next} gives null at the end of what is there, and goes on
 * from there when called again. Memory does not grow with the journal. For one thread.
 */
public final class JournalReader implements AutoCloseable {
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private long lines;
    private String previous = Chain.START;
    private long sequence;

    private JournalReader(InputStream in) {
        this.in = in;
    }

    public static JournalReader open(Path journal) throws IOException {
        return new JournalReader(new BufferedInputStream(Files.newInputStream(journal), 64 * 1024));
    }

    /** A line: a record, or why it is none. */
    public sealed interface Line {
        /** The line's number, from 1. */
        long number();

        /** The line as it stands there. */
        String text();

        /** A record; {@code follows} is empty, or says how it does not follow from the line before. */
        record Whole(long number, String text, AuditRecord record, String follows) implements Line {}

        /** Not a record. */
        record Bad(long number, String text, String why) implements Line {}
    }

    /** The next whole line, or null if there is none yet. */
    public @Nullable Line next() throws IOException {
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return take();
            }
            line.write(c);
            if (line.size() > JournalFile.LINE_LIMIT) {
                throw new IOException("line " + (lines + 1) + " is longer than any record");
            }
        }
        return null;
    }

    private Line take() {
        byte[] bytes = line.toByteArray();
        line.reset();
        lines++;
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Line taken = parsed(text);
        previous = Chain.hash(bytes, bytes.length);
        return taken;
    }

    private Line parsed(String text) {
        try {
            AuditRecord record = RecordLine.read(text);
            String follows = "";
            if (!record.previous().equals(previous)) {
                follows = "the line before it was changed, or lines are missing";
            } else if (record.sequence() != sequence + 1) {
                follows = "its number is " + record.sequence() + " and not " + (sequence + 1);
            }
            sequence = record.sequence();
            return new Line.Whole(lines, text, record, follows);
        } catch (RecordLine.Malformed e) {
            return new Line.Bad(lines, text, String.valueOf(e.getMessage()));
        }
    }

    /** Reads {@code journal} from its start to its end and checks that each line follows from the one before. */
    public static Verification verify(Path journal) throws IOException {
        try (JournalReader reader = open(journal)) {
            boolean ended = false;
            for (Line line = reader.next(); line != null; line = reader.next()) {
                switch (line) {
                    case Line.Bad bad -> {
                        return new Verification.Broken(bad.number(), bad.why());
                    }
                    case Line.Whole whole
                    when !whole.follows().isEmpty() -> {
                        return new Verification.Broken(whole.number(), whole.follows());
                    }
                    case Line.Whole whole -> ended = whole.record().event() == Event.END;
                }
            }
            long rest = reader.line.size();
            return rest > 0
                    ? new Verification.Unfinished(reader.lines, rest)
                    : new Verification.Intact(reader.lines, ended);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
