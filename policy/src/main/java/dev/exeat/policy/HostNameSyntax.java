package dev.exeat.policy;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads names: the characters first, then the labels, then the name as a whole. */
final class HostNameSyntax {
    /** What a person may write in UTF-16 before anything is looked at; a canonical name of 253 characters is shorter in any script. */
    private static final int LONGEST_TEXT = 1024;

    private HostNameSyntax() {}

    /** Guards the record's constructor: the shape of a canonical name, not its xn-- labels. */
    static void require(String ascii) {
        boolean shape = ascii.length() <= HostName.LONGEST
                && ascii.chars().allMatch(c -> NameCharacter.foldAscii(c) == c)
                && labels(ascii).stream().noneMatch(String::isEmpty);
        if (!shape) {
            throw new IllegalArgumentException("not a canonical host name: " + Quoted.of(ascii));
        }
    }

    static Parsed<HostName> parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Parsed.bad(NameFault.LENGTH.in(text));
        }
        int wrong = firstRefused(text, NameCharacter::fold);
        if (wrong >= 0) {
            return Parsed.bad(NameCharacter.refused(text, text.codePointAt(wrong)));
        }
        String folded = text.codePoints()
                .map(NameCharacter::fold)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        List<String> encoded = new ArrayList<>();
        for (String label : labels(withoutTrailingDot(Normalizer.normalize(folded, Normalizer.Form.NFC)))) {
            NameFault fault = isAscii(label) ? null : NameLabel.checkUnicode(label);
            String ascii = isAscii(label) ? label : NameLabel.encode(label);
            if (fault != null || ascii == null) {
                return Parsed.bad((fault == null ? NameFault.LABEL_LENGTH : fault).in(text));
            }
            encoded.add(ascii);
        }
        return checked(text, String.join(".", encoded));
    }

    static Parsed<HostName> parseWire(String text) {
        if (text.length() > HostName.LONGEST + 1) {
            return Parsed.bad(NameFault.LENGTH.in(text));
        }
        int wrong = firstRefused(text, NameCharacter::foldAscii);
        if (wrong >= 0) {
            return Parsed.bad(NameCharacter.refusedOnWire(text, text.codePointAt(wrong)));
        }
        StringBuilder folded = new StringBuilder(text.length());
        text.chars().map(NameCharacter::foldAscii).forEach(folded::appendCodePoint);
        return checked(text, withoutTrailingDot(folded.toString()));
    }

    static Parsed<HostName> parseLabels(List<byte[]> labels) {
        List<String> texts = labels.stream()
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .toList();
        String name = String.join(".", texts);
        if (texts.stream().anyMatch(label -> label.indexOf('.') >= 0)) {
            return Parsed.bad(
                    "name-dot-in-label",
                    "name " + Quoted.of(name) + " has a dot inside of a label",
                    "send one label each");
        }
        // An empty label at the end would otherwise pass for the one optional trailing dot.
        return texts.isEmpty() || texts.getLast().isEmpty()
                ? Parsed.bad(NameFault.EMPTY_LABEL.in(name))
                : parseWire(name);
    }

    static String unicode(HostName name) {
        return name.labels().stream()
                .map(NameLabel::decoded)
                .map(NameLabel::text)
                .collect(Collectors.joining("."));
    }

    private static Parsed<HostName> checked(String text, String ascii) {
        NameFault fault = fault(ascii);
        return fault == null ? Parsed.ok(new HostName(ascii)) : Parsed.bad(fault.in(text));
    }

    private static @Nullable NameFault fault(String ascii) {
        if (ascii.isEmpty()) {
            return NameFault.EMPTY;
        }
        if (ascii.length() > HostName.LONGEST) {
            return NameFault.LENGTH;
        }
        List<String> labels = labels(ascii);
        for (String label : labels) {
            NameFault fault = NameLabel.check(label);
            if (fault != null) {
                return fault;
            }
        }
        if (isNumber(labels.getLast())) {
            return NameFault.NUMERIC;
        }
        boolean plain = !ascii.contains("xn--");
        return plain || BidiRule.allows(labels.stream().map(NameLabel::decoded).toList()) ? null : NameFault.BIDI;
    }

    /** A last label that some resolver or URL parser reads as the end of an IPv4 address (WHATWG URL, "ends in a number"). */
    private static boolean isNumber(String label) {
        boolean hex = label.startsWith("0x");
        return label.chars().skip(hex ? 2 : 0).allMatch(c -> AsciiNumber.isDigit(c) || (hex && c >= 'a' && c <= 'f'));
    }

    private static int firstRefused(String text, IntUnaryOperator fold) {
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (fold.applyAsInt(codePoint) < 0) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return -1;
    }

    private static String withoutTrailingDot(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static List<String> labels(String name) {
        return List.of(name.split("\\.", -1));
    }
}
