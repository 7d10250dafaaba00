package dev.exeat.policy.file;

import dev.exeat.policy.Parsed;
import dev.exeat.policy.Place;
import dev.exeat.policy.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The text of a policy file, not read yet.
 *
 * @param name its name for messages, one line
 * @param text its content
 */
public record PolicyFile(String name, String text) {
    /** The most bytes of a file. */
    public static final int MOST_BYTES = 1 << 20;
    /** The most bytes of a line, without its end. */
    public static final int LONGEST_LINE = 4096;

    public PolicyFile {
        name = name.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * The text of these bytes: UTF-8 without a byte order mark, at most {@link #MOST_BYTES}, lines of at most {@link #LONGEST_LINE}.
     *
     * @param bytes the content; a caller need not read more than one byte beyond the limit
     */
    public static Parsed<PolicyFile> decode(String name, byte[] bytes) {
        PolicyFile shown = new PolicyFile(name, "");
        if (bytes.length > MOST_BYTES) {
            return shown.bad(1, 1, "file-size", "the file has more than 1 MiB", "name fewer targets, or use wildcards");
        }
        if (bytes.length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb && (bytes[2] & 0xff) == 0xbf) {
            return shown.bad(
                    1,
                    1,
                    "file-byte-order-mark",
                    "the file begins with a byte order mark",
                    "save it as UTF-8 without one");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        PolicyFile file = new PolicyFile(name, text);
        if (result.isError()) {
            List<String> lines = text.lines().toList();
            int line = Math.max(1, text.endsWith("\n") ? lines.size() + 1 : lines.size());
            int column =
                    text.endsWith("\n") || lines.isEmpty() ? 1 : lines.getLast().length() + 1;
            return file.bad(line, column, "file-encoding", "the file is not UTF-8 from here on", "save it as UTF-8");
        }
        return file.checkLines();
    }

    private Parsed<PolicyFile> checkLines() {
        int number = 0;
        for (String line : lines()) {
            number++;
            if (line.length() > LONGEST_LINE || line.getBytes(StandardCharsets.UTF_8).length > LONGEST_LINE) {
                return bad(
                        number,
                        1,
                        "line-length",
                        "the line has more than " + LONGEST_LINE + " bytes",
                        "write a list on several lines");
            }
        }
        return Parsed.ok(this);
    }

    /** The lines without their ends; joined with line feeds they stand for the same policy. */
    public List<String> lines() {
        return text.lines().toList();
    }

    /** SHA-256 in hex of its lines, each ended by a line feed: the same in each process that has the text. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String line : lines()) {
                digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private Parsed<PolicyFile> bad(int line, int column, String id, String message, String fix) {
        return Parsed.bad(new Problem(id, message, fix, new Place(name, line, column)));
    }
}
