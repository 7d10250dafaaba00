package dev.exeat.gateway.audit;

import java.nio.charset.StandardCharsets;

/** Writes one flat JSON object on one line of printable ASCII (RFC 8259): all else is escaped, so that a terminal is safe too. */
public final class JsonLine {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder(256).append('{');

    /** Adds a text, escaped. */
    public JsonLine text(String key, String value) {
        key(key).append('"');
        for (int i = 0; i < value.length(); i++) {
            escape(value.charAt(i));
        }
        out.append('"');
        return this;
    }

    /** Adds a whole number. */
    public JsonLine number(String key, long value) {
        key(key).append(value);
        return this;
    }

    private StringBuilder key(String key) {
        if (out.length() > 1) {
            out.append(',');
        }
        return out.append('"').append(key).append("\":");
    }

    private void escape(char c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (c >= ' ' && c < 0x7f) {
            out.append(c);
        } else {
            out.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
            out.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
        }
    }

    /** The line with its line feed. */
    public byte[] bytes() {
        return (out + "}\n").getBytes(StandardCharsets.US_ASCII);
    }
}
