package dev.exeat.policy;

import java.util.List;

/**
 * Which paths of a host: {@code /v1/users} that path only, {@code *} one segment whatever it is, {@code **} as the last segment any number
 * of segments, none included. Compared segment by segment and byte by byte; nothing is decoded, so {@link #isAmbiguous} must be asked
 * first.
 *
 * @param segments what stands between the slashes after the first
 */
public record PathPattern(List<String> segments) {
    private static final String ONE = "*";
    private static final String REST = "**";
    private static final int LONGEST = 1024;

    public PathPattern {
        segments = List.copyOf(segments);
    }

    /** Reads a pattern; it begins with a slash, and is written as a client sends a path: ASCII, no query, no dot segments. */
    public static Parsed<PathPattern> parse(String text) {
        if (!text.startsWith("/")) {
            return bad(text, "does not begin with '/'", "write for example '/v1/**'");
        }
        if (text.length() > LONGEST || text.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '?' || c == '#')) {
            return bad(
                    text, "has a query, or what no path has", "write the path as a client sends it, percent-encoded");
        }
        if (isAmbiguous(text)) {
            return bad(text, "has a dot segment, an empty segment or an encoded separator", "write it without");
        }
        List<String> segments = List.of(text.substring(1).split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean whole = segment.equals(ONE) || (segment.equals(REST) && i == segments.size() - 1);
            if (segment.indexOf('*') >= 0 && !whole) {
                return bad(
                        text,
                        "has a wildcard that is not a whole segment, or '**' before the end",
                        "write '*' for one whole segment, and '**' as the last");
            }
        }
        return Parsed.ok(new PathPattern(segments));
    }

    private static Parsed<PathPattern> bad(String text, String why, String fix) {
        return Parsed.bad("path-pattern", "path pattern " + Quoted.of(text) + " " + why, fix);
    }

    /** Whether servers differ in what they take the path for: dot segments, empty segments, encoded separators, backslashes. */
    public static boolean isAmbiguous(String path) {
        String lower = path.toLowerCase(java.util.Locale.ROOT);
        boolean encoded = lower.contains("%2e")
                || lower.contains("%2f")
                || lower.contains("%5c")
                || lower.contains("%25")
                || lower.contains("%00")
                || lower.contains("\\")
                || lower.contains(";");
        return encoded || lower.contains("//") || (lower + "/").contains("/./") || (lower + "/").contains("/../");
    }

    /** Whether the path, as it was sent, is one of these. */
    public boolean matches(String path) {
        if (!path.startsWith("/")) {
            return false;
        }
        List<String> asked = List.of(path.substring(1).split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.equals(REST)) {
                return true;
            }
            boolean fits =
                    i < asked.size() && (segment.equals(ONE) ? !asked.get(i).isEmpty() : segment.equals(asked.get(i)));
            if (!fits) {
                return false;
            }
        }
        return asked.size() == segments.size();
    }

    @Override
    public String toString() {
        return "/" + String.join("/", segments);
    }
}
