package dev.exeat.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads requests as careless servers do: lines end with LF, names are trimmed and '_' is '-', folded lines go on, any coding that contains
 * "chunked" is chunked, the last length counts and so far as it is digits. What it takes for a request is one that was smuggled, unless it
 * was decided about.
 */
final class SloppyServer {
    private final String bytes;
    private final List<String> requests = new ArrayList<>();
    private int at;

    private SloppyServer(String bytes) {
        this.bytes = bytes;
    }

    /** Method, host and path of every request that it sees. */
    static List<String> requests(String bytes) {
        SloppyServer server = new SloppyServer(bytes);
        while (server.at < bytes.length() && server.request()) {
            // the next one
        }
        return server.requests;
    }

    private String line() {
        int end = bytes.indexOf('\n', at);
        String line = end < 0 ? bytes.substring(at) : bytes.substring(at, end);
        at = end < 0 ? bytes.length() : end + 1;
        return line.replace("\r", "");
    }

    private boolean request() {
        String[] start = line().trim().split("\\s+");
        String host = "";
        long length = 0;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String name = colon < 0
                    ? ""
                    : line.substring(0, colon).trim().toLowerCase(Locale.ROOT).replace('_', '-');
            String value = line.substring(colon + 1).trim();
            switch (name) {
                case "host" -> host = value;
                case "content-length" -> length = digits(value, 10);
                case "transfer-encoding" ->
                    chunked |= value.toLowerCase(Locale.ROOT).contains("chunked");
                default -> {}
            }
        }
        String target = start.length > 1 ? start[1] : "";
        requests.add(start[0] + " " + host.toLowerCase(Locale.ROOT) + " " + target.replaceFirst("\\?.*", ""));
        return chunked ? chunks() : skip(length);
    }

    private boolean chunks() {
        while (at < bytes.length()) {
            long size = digits(line().trim(), 16);
            if (size == 0) {
                while (at < bytes.length() && !line().isEmpty()) {
                    // trailers
                }
                return true;
            }
            if (!skip(size)) {
                return false;
            }
            line();
        }
        return false;
    }

    private boolean skip(long octets) {
        at = (int) Math.min(bytes.length(), at + octets);
        return at < bytes.length();
    }

    private static long digits(String text, int radix) {
        int end = 0;
        while (end < text.length() && end < 15 && Character.digit(text.charAt(end), radix) >= 0) {
            end++;
        }
        return end == 0 ? 0 : Long.parseLong(text.substring(0, end), radix);
    }
}
