package dev.exeat.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The canonical name of a host: A-labels (RFC 5890), ASCII lower case, no trailing dot, at most 253 characters. Two names are the same
 * host to Exeat if and only if they are equal; nothing else in the code folds, trims or decodes a name.
 *
 * <p>One rule for every way in: a label has 1 to 63 letters, digits, hyphens and underscores and neither starts nor ends with a hyphen;
 * two hyphens in its third and fourth place are for {@code xn--} labels alone; the last label is not a number.
 *
 * @param ascii the name, for example {@code xn--bcher-kva.example}
 */
public record HostName(String ascii) implements Comparable<HostName> {
    /** The longest name in characters, without a trailing dot (RFC 1035 section 3.1: 255 bytes on the wire). */
    public static final int LONGEST = 253;

    public HostName {
        HostNameSyntax.require(ascii);
    }

    /**
     * Reads a name as a person writes it: IDNA 2008 (RFC 5891) with upper case folded and NFC applied, nothing else mapped, ignored or
     * trimmed; one trailing dot is removed.
     */
    public static Parsed<HostName> parse(String text) {
        return HostNameSyntax.parse(text);
    }

    /** Reads a name as a protocol carries it: ASCII only, letters folded to lower case, one trailing dot removed, no escapes. */
    public static Parsed<HostName> parseWire(String text) {
        return HostNameSyntax.parseWire(text);
    }

    /** Reads a dotted name as a protocol carries it; a byte of 0x80 or more is refused. */
    public static Parsed<HostName> parseWire(byte[] text) {
        return parseWire(new String(text, StandardCharsets.ISO_8859_1));
    }

    /** Reads the labels of a DNS message, without the root's empty one; a dot inside a label is refused. */
    public static Parsed<HostName> parseLabels(List<byte[]> labels) {
        return HostNameSyntax.parseLabels(labels);
    }

    /** The labels, the top-level one last. */
    public List<String> labels() {
        return List.of(ascii.split("\\.", -1));
    }

    /** The number of labels, at least 1. */
    public int labelCount() {
        return (int) ascii.chars().filter(c -> c == '.').count() + 1;
    }

    /** Whether this name has at least one label more than {@code parent} and ends with all of its labels. */
    public boolean isUnder(HostName parent) {
        int rest = ascii.length() - parent.ascii.length();
        return rest > 1 && ascii.charAt(rest - 1) == '.' && ascii.endsWith(parent.ascii);
    }

    /** The name with its xn-- labels decoded, for display beside the A-labels and never instead of them. */
    public String unicode() {
        return HostNameSyntax.unicode(this);
    }

    @Override
    public int compareTo(HostName other) {
        return ascii.compareTo(other.ascii);
    }

    @Override
    public String toString() {
        return ascii;
    }
}
