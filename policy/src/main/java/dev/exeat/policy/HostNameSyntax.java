package dev.exeat.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads names. */
final class HostNameSyntax {
    private HostNameSyntax() {}

    static void require(String ascii) {
        if (ascii.isEmpty() || ascii.length() > HostName.LONGEST || !ascii.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
            throw new IllegalArgumentException("not a canonical host name: " + Quoted.of(ascii));
        }
    }

    static Parsed<HostName> parse(String text) {
        return parseWire(text);
    }

    static Parsed<HostName> parseWire(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (name.length() > HostName.LONGEST || !name.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
            return Parsed.bad(
                    "name-invalid", Quoted.of(text) + " is not a host name", "write a name such as 'api.example.com'");
        }
        return Parsed.ok(new HostName(name));
    }

    static Parsed<HostName> parseLabels(List<byte[]> labels) {
        return parseWire(labels.stream()
                .map(l -> new String(l, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining(".")));
    }

    static String unicode(HostName name) {
        return name.ascii();
    }
}
