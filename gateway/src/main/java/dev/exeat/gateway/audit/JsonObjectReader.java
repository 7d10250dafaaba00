package dev.exeat.gateway.audit;

import dev.exeat.gateway.audit.RecordLine.Malformed;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Reads the flat JSON objects that {@link JsonLine} writes: texts and whole numbers, no spaces, no nesting, no key twice.
 * Stricter than RFC 8259 on purpose: a line that was edited by hand should look like one.
 */
final class JsonObjectReader {
    private final String text;
    private int at;

    JsonObjectReader(String text) {
        this.text = text;
    }

    SequencedMap<String, Object> read() throws Malformed {
        SequencedMap<String, Object> object = new LinkedHashMap<>();
        expect('{');
        while (true) {
            String key = string();
            expect(':');
            Object value = peek() == '"' ? string() : (Object) number();
            if (object.put(key, value) != null) {
                throw new Malformed("'" + key + "' stands there twice");
            }
            if (peek() != ',') {
                break;
            }
            at++;
        }
        expect('}');
        if (at != text.length()) {
            throw new Malformed("characters after the object");
        }
        return object;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void expect(char c) throws Malformed {
        if (peek() != c) {
            throw new Malformed("'" + c + "' expected at character " + (at + 1));
        }
        at++;
    }

    private long number() throws Malformed {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        String digits = text.substring(start, at);
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new Malformed("number expected at character " + (start + 1));
        }
    }

    private String string() throws Malformed {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char c = peek();
            if (c < ' ' || c >= 0x7f) {
                throw new Malformed("bad character in a text at character " + (at + 1));
            }
            at++;
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() throws Malformed {
        char c = peek();
        at++;
        if (c == '"' || c == '\\') {
            return c;
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw new Malformed("bad escape at character " + at);
        }
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = "0123456789abcdef".indexOf(text.charAt(at++));
            if (digit < 0) {
                throw new Malformed("bad escape at character " + at);
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }
}
