package dev.exeat.gateway.http;

import dev.exeat.policy.DenyReason;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads a start line and its fields, in however many pieces they come; what is wrong is refused at the end of its line.
 *
 * @param <L> the start line
 */
final class HeadReader<L> {
    /** Reads a start line without its CRLF. */
    interface StartLine<T> {
        T parse(String line) throws HttpFault;
    }

    /**
     * A head that is complete.
     *
     * @param <T> the start line
     */
    record Head<T>(T line, Fields fields) {}

    private final StartLine<L> start;
    private final LineReader lines = new LineReader(HttpLimits.HEAD, DenyReason.HTTP_TOO_LARGE);
    private LineReader first = firstLine();
    private boolean skipsEmptyLine;
    private @Nullable L line;
    private Fields fields = new Fields();
    private int octets;
    private int completed;
    private final boolean mayBeginEmpty;

    /**
     * A reader of heads.
     *
     * @param mayBeginEmpty whether one empty line before the start line is passed over (RFC 9112 section 2.2)
     */
    HeadReader(StartLine<L> start, boolean mayBeginEmpty) {
        this.start = start;
        this.mayBeginEmpty = mayBeginEmpty;
        this.skipsEmptyLine = mayBeginEmpty;
    }

    /** The next head, or null when it is not complete, and then all of {@code in} is read. */
    @Nullable
    Head<L> next(ByteBuf in) throws HttpFault {
        while (in.isReadable()) {
            String text = (line == null ? first : lines).next(in);
            if (text == null) {
                break;
            }
            count(text);
            if (line == null) {
                begin(text);
            } else if (text.isEmpty()) {
                return complete(line);
            } else {
                add(text);
            }
        }
        return null;
    }

    /** Whether part of a head has come. */
    boolean hasBegun() {
        return line != null || first.hasBegun();
    }

    /** How many heads have begun so far. */
    int begun() {
        return completed + (hasBegun() ? 1 : 0);
    }

    private void begin(String text) throws HttpFault {
        if (text.isEmpty() && skipsEmptyLine) {
            skipsEmptyLine = false;
        } else {
            line = start.parse(text);
        }
    }

    private void add(String text) throws HttpFault {
        if (fields.count() == HttpLimits.FIELDS) {
            throw HttpFault.tooLarge("more than " + HttpLimits.FIELDS + " fields");
        }
        fields.add(Field.parse(text));
    }

    private void count(String text) throws HttpFault {
        octets += text.length() + 2;
        if (octets > HttpLimits.HEAD) {
            throw HttpFault.tooLarge("a head of more than " + HttpLimits.HEAD + " octets");
        }
    }

    private Head<L> complete(L complete) {
        Head<L> head = new Head<>(complete, fields);
        line = null;
        fields = new Fields();
        octets = 0;
        completed++;
        first = firstLine();
        skipsEmptyLine = mayBeginEmpty;
        return head;
    }

    private static LineReader firstLine() {
        return new LineReader(HttpLimits.START_LINE, DenyReason.HTTP_TOO_LARGE);
    }
}
