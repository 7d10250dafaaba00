package dev.exeat.gateway.http;

/** Writes one flat JSON object in printable ASCII (RFC 8259): all else is escaped. */
final class JsonText {
    private final StringBuilder out = new StringBuilder(160).append('{');

    JsonText text(String key, String value) {
        key(key).append('"');
        value.chars().forEach(this::escape);
        out.append('"');
        return this;
    }

    JsonText number(String key, long value) {
        key(key).append(value);
        return this;
    }

    private StringBuilder key(String key) {
        if (out.length() > 1) {
            out.append(',');
        }
        return out.append('"').append(key).append("\":");
    }

    private void escape(int c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
        } else if (c >= ' ' && c < 0x7f) {
            out.append((char) c);
        } else {
            out.append("\\u%04x".formatted(c));
        }
    }

    @Override
    public String toString() {
        return out + "}\n";
    }
}
